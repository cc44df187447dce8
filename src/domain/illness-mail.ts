import type { Mail } from './sign-in-mail.ts';

/**
 * The mail that calls those in charge. It says which machine and where to look, in every language, and
 * nothing of what the person wrote or who they are: that stays on our screens.
 *
 * @param address where it is dealt with
 */
export function illnessMail(machineName: string, address: string): Mail {
	// One line, however the machine is called.
	const name = machineName.replace(/[\r\n]+/g, ' ');
	const lines = [
		`Somebody says that food from "${name}" made them ill. Look now:`,
		`Jemand sagt, dass Essen aus „${name}“ krank gemacht hat. Sieh jetzt nach:`,
		`يقول شخص إن طعامًا من «${name}» أمرضه. انظر الآن:`
	];
	return {
		subject: `Food made somebody ill: ${name}`,
		text: `${lines.join('\n')}\n\n${address}\n`,
		html: `<!doctype html><html><body>${lines
			.map((line) => `<p dir="auto">${escaped(line)}</p>`)
			.join('')}<p><a href="${escaped(address)}">${escaped(address)}</a></p></body></html>`
	};
}

const escaped = (text: string): string =>
	text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
