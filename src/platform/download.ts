/** Gives a text to the person as a file, in the folder where the browser keeps what it loads down. */
export function saveFile(name: string, text: string): void {
	const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	// The browser reads it after this task; an hour is more than it needs.
	setTimeout(() => {
		URL.revokeObjectURL(url);
	}, 3_600_000);
}
