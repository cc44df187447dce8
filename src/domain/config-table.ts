import { CONFIG_KEY_NAMES, CONFIG_KEYS, type ConfigKey } from './shapes/config.ts';

/** The table of keys in docs/operations.md. */
export function configTable(): string {
	const rows = CONFIG_KEY_NAMES.map((name) => {
		const { takes, means } = CONFIG_KEYS[name];
		const cells = [`\`${name}\``, takes, unitOf(name), presetOf(name, '`'), means];
		return `| ${cells.join(' | ')} |`;
	});
	return [
		'| key | takes | unit | default | meaning |',
		'| --- | --- | --- | --- | --- |',
		...rows,
		''
	].join('\n');
}

/** The same for the command line, a paragraph for each key. */
export function configHelp(): string {
	return CONFIG_KEY_NAMES.map((name) => {
		const { takes, means } = CONFIG_KEYS[name];
		const unit = unitOf(name) === '' ? '' : ` (${unitOf(name)})`;
		return `  ${name}: ${takes}${unit}. Default: ${presetOf(name, '')}.\n      ${means}`;
	}).join('\n');
}

const unitOf = (name: ConfigKey): string => CONFIG_KEYS[name].unit;

function presetOf(name: ConfigKey, quote: string): string {
	const { preset } = CONFIG_KEYS[name];
	return 'is' in preset
		? `${quote}${JSON.stringify(preset.is)}${quote}`
		: quote === ''
			? preset.from.replaceAll('`', '')
			: preset.from;
}
