import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openingHoursFault } from './opening-hours-form.ts';

describe('[M16] the form of opening_hours', () => {
	// The first ten are examples of the specification.
	test.each([
		'24/7',
		'Mo-Fr 08:00-12:00,13:00-17:30; Sa 08:00-12:00; PH off',
		'Sa,Su,PH off',
		'Mo-Su,PH 10:00-18:00/01:30',
		'sunrise-sunset',
		'(sunset+01:00)-26:00',
		'Su[-1] -1 day 10:00-12:00',
		'week 1-53/2 Fr 09:00-12:00',
		'2013-2015,2050+ Dec 24-easter +2 days open',
		'Mo-Fr 08:00-18:00 || "ask at the desk: 8 € entry!"',
		'Apr-Oct: Th[1,3] 17:00+ unknown "weather"',
		'"by appointment"'
	])('%s may be one', (text) => {
		expect(openingHoursFault(text)).toBeNull();
	});

	test.each([
		['Mon-Fri 8am-6pm', '"Mon"'],
		['mo-fr 08:00-18:00', '"mo"'],
		['always', '"always"'],
		['Mo-Fr 08.00-18.00', '"."'],
		['Mo–Fr 08:00–18:00', '"–"'],
		['Mo 25:61-26:00', '25:61'],
		['Mo 08:00-49:00', '49:00'],
		['Mo 8:0-9:00', '8:0'],
		['Mo (08:00-09:00', 'bracket'],
		['Mo[1) 08:00', 'bracket'],
		['Mo "closed', 'quote'],
		['-;,', 'nothing'],
		['<script>', '"<"']
	])('%s is none: %s', (text, why) => {
		expect(openingHoursFault(text)).toContain(why);
	});

	test('whatever the days and times, a week of them is never refused', () => {
		const day = fc.constantFrom('Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su', 'PH', 'SH');
		const pad = (n: number) => String(n).padStart(2, '0');
		const time = fc
			.integer({ min: 0, max: 48 * 60 })
			.map((m) => `${pad(Math.floor(m / 60))}:${pad(m % 60)}`);
		const span = fc.tuple(time, time).map((both) => both.join('-'));
		const comment = fc.string().map((text) => `"${text.replaceAll('"', '')}"`);
		const end = fc.oneof(fc.constantFrom('', ' open', ' off', ' unknown'), comment);
		const rule = fc
			.tuple(fc.array(day, { minLength: 1 }), fc.array(span, { minLength: 1 }), end)
			.map(([days, spans, more]) => `${days.join(',')} ${spans.join(',')}${more}`);
		const rules = fc.array(rule, { minLength: 1, maxLength: 4 }).map((all) => all.join('; '));
		fc.assert(
			fc.property(rules, (text) => {
				expect(openingHoursFault(text)).toBeNull();
			})
		);
	});
});
