export type CsvRecord = {
	/** Where the record begins, from 1. */
	readonly line: number;
	readonly fields: Record<string, string>;
};

/**
 * The records of a CSV by the names of its heading (RFC 4180: quotes, doubled quotes, line breaks
 * within quotes). Empty lines are no records; a field that is not there is not in `fields`.
 */
export function csvRecords(content: string): CsvRecord[] {
	const [heading, ...records] = rawRecords(content);
	const names = heading?.cells.map((name) => name.trim()) ?? [];
	return records.map(({ line, cells }) => ({
		line,
		fields: Object.fromEntries(
			names.flatMap((name, i) => (cells[i] === undefined ? [] : [[name, cells[i]]]))
		)
	}));
}

function rawRecords(content: string): { line: number; cells: string[] }[] {
	const records: { line: number; cells: string[] }[] = [];
	let cells: string[] = [];
	let cell = '';
	let quoted = false;
	let line = 1;
	let begin = 1;
	const endRecord = (): void => {
		cells.push(cell);
		if (cells.some((text) => text.trim() !== '')) records.push({ line: begin, cells });
		cells = [];
		cell = '';
	};
	for (let i = 0; i < content.length; i++) {
		const letter = content.charAt(i);
		if (letter === '\n') line++;
		if (quoted) {
			if (letter !== '"') cell += letter;
			else if (content[i + 1] === '"') {
				cell += '"';
				i++;
			} else quoted = false;
		} else if (letter === '"' && cell === '') quoted = true;
		else if (letter === ',') {
			cells.push(cell);
			cell = '';
		} else if (letter === '\n') {
			endRecord();
			begin = line;
		} else if (letter !== '\r') cell += letter;
	}
	endRecord();
	return records;
}
