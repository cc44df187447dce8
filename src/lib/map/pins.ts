/** A machine on the map. `void`: empty or not known. `shut`: there is food that cannot be taken. */
export type Pin = {
	readonly id: number;
	readonly lat: number;
	readonly lon: number;
	readonly look: 'filled' | 'void' | 'shut';
	/** One to four characters. */
	readonly text: string;
	/** Begins with what `text` says. */
	readonly label: string;
};

export type MapWords = {
	readonly map: string;
	readonly zoomIn: string;
	readonly zoomOut: string;
	readonly cluster: (count: number) => string;
	readonly distance: (metres: number) => string;
};
