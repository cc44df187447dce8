/** A piece of HTML, so that text is never taken for one. */
export class Html {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

type Part = Html | string | number | false | undefined | readonly Part[];

const escaped = (text: string): string =>
	text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function written(part: Part): string {
	if (part instanceof Html) return part.text;
	if (part === false || part === undefined) return '';
	if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
	return part.map(written).join('');
}

/** HTML with its parts escaped, but for those that are HTML themselves. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
	return new Html(strings.map((text, i) => text + written(parts[i])).join(''));
}

/** The little of Markdown that our rules and sentences use: code, bold, emphasis. */
export function prose(markdown: string): Html {
	const marked = escaped(markdown)
		.replace(/`([^`]+)`/g, '<code>$1</code>')
		.replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
		.replace(/(^|\s)_([^_]+)_(?=[\s,.:;]|$)/g, '$1<em>$2</em>');
	return new Html(marked);
}
