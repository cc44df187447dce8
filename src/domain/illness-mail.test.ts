import { expect, test } from 'vitest';
import { illnessMail } from './illness-mail.ts';

test('a machine’s name is text in it, and one line', () => {
	const { subject, text, html } = illnessMail('A <b>&\r\nBcc: x@x.example', 'https://f.example/');
	expect(subject).toBe('Food made somebody ill: A <b>& Bcc: x@x.example');
	expect(text).toContain('https://f.example/');
	expect(html).toContain('A &lt;b&gt;&amp; Bcc');
	expect(html).not.toContain('<b>');
});
