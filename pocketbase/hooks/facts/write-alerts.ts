import type { Applied, JudgeContext, Known } from '#domain/judged.ts';
import type { Place } from '#domain/place.ts';
import { insert, replacing } from './insert.ts';
import { toldAnew } from './late-alerts.ts';

/** The one alert of each kind and place, as `known` holds it after the batch [M17]. */
export function writeAlerts(
	tx: core.App,
	applied: readonly Applied[],
	known: Known,
	{ machineId }: JudgeContext
): void {
	const touched = new Set<Place>();
	applied.forEach(({ fact, place }) => {
		if (fact.type === 'alert') touched.add(place);
	});
	if (touched.size === 0) return;
	known.lateAlerts.forEach((key) => {
		const before = known.alerts.get(key);
		if (!before) return;
		const alert = toldAnew(tx, machineId, before);
		touched.add(alert.at);
		known.alerts.set(key, alert);
	});
	const columns = [
		'machineId',
		'kind',
		'place',
		'alertId',
		'state',
		'severity',
		'since',
		'updatedAt',
		'clearedAt',
		'origin',
		'epochNo',
		'seq',
		'value',
		'threshold',
		'unit'
	];
	insert(
		tx,
		'alerts',
		columns,
		[...known.alerts.values()]
			.filter((alert) => touched.has(alert.at))
			.map((alert) => [
				machineId,
				alert.kind,
				alert.place,
				alert.alertId,
				alert.state,
				alert.severity,
				alert.since,
				alert.updatedAt,
				alert.clearedAt,
				alert.at.origin,
				alert.at.epochNo,
				alert.at.seq,
				alert.value,
				alert.threshold,
				alert.unit
			]),
		replacing(['machineId', 'kind', 'place'], columns.slice(3))
	);
}
