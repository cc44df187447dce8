// npx node tests/bench/serial.ts: the link to the controller over a serial port in Chromium [P5], at the
// pace of a line of 115,200 baud, against the controller of C: on a page with nothing but the link, and
// in words on the built kiosk's screen.
import { setTimeout as pause } from 'node:timers/promises';
import { Deframer } from '../../src/controller/bytes.ts';
import { decodeFrame, encodeFrame } from '../../src/controller/frame.ts';
import { parseControllerMessage } from '../../src/controller/message.ts';
import { KioskAtPort } from '../serial/kiosk-at-port.ts';
import { LinkAtPort } from '../serial/link-at-port.ts';
import { missing } from '../serial/missing.ts';
import { short, tell, type Figure } from './figure.ts';
import { median, percentile } from './load.ts';

const COMMAND = 'npx node tests/bench/serial.ts';
const BAUD = 115_200;
const BYTES_A_SECOND = BAUD / 10;
const REQUESTS = 500;
const FLOOD_SECONDS = 10;
const TURNS = 5;

export async function measure(): Promise<Figure[]> {
	const needs = missing();
	if (needs.length > 0) throw new Error(needs.join('\n'));
	return [...(await ofLink()), ...(await ofScreen())];
}

async function ofLink(): Promise<Figure[]> {
	const link = await LinkAtPort.start(BAUD);
	try {
		return [
			await requests(link),
			parser(),
			await flood(link),
			await plugged(link),
			await unplugged(link),
			await silent(link)
		];
	} finally {
		await link.close();
	}
}

/** What a person who stands there reads. */
const WORDS = {
	unplugged: 'The cable to the doors is out.',
	silent: 'The doors do not answer.'
};

async function ofScreen(): Promise<Figure[]> {
	const kiosk = await KioskAtPort.start(BAUD);
	const until = async (words: string, happen: () => Promise<void> | void): Promise<number> => {
		const began = performance.now();
		await Promise.all([happen(), kiosk.says(words)]);
		return performance.now() - began;
	};
	try {
		const outs: number[] = [];
		const backs: number[] = [];
		const silences: number[] = [];
		for (let turn = 0; turn < TURNS; turn++) {
			outs.push(await until(WORDS.unplugged, () => kiosk.port.unplug()));
			await pause(3_000);
			backs.push(await until(KioskAtPort.READY, () => kiosk.port.plug()));
			silences.push(await until(WORDS.silent, () => kiosk.board.kill()));
			kiosk.board.start();
			await kiosk.ready();
		}
		return [
			spread('a cable is pulled: the kiosk’s screen says so', 6_500, outs),
			spread('a board falls silent: the kiosk’s screen says so', 6_500, silences),
			spread('a cable is plugged in: the kiosk’s screen offers its doors', 3_000, backs)
		];
	} finally {
		await kiosk.close();
	}
}

function spread(name: string, limitMs: number, times: readonly number[]): Figure {
	const most = Math.max(...times);
	const measured = `${short(median(times))} ms, at most ${short(most)} ms in ${times.length} turns`;
	return figure(name, `within ${limitMs / 1_000} s`, measured, most <= limitMs);
}

const figure = (name: string, limit: string, measured: string, isMet: boolean): Figure => ({
	figure: name,
	limit,
	measured,
	isMet,
	command: COMMAND
});

async function requests(link: LinkAtPort): Promise<Figure> {
	const waits = await link.page.evaluate(async (count) => {
		const all: number[] = [];
		for (let i = 0; i < count; i++) {
			const began = performance.now();
			const { kind } = await globalThis.machine.controller.doors();
			if (kind !== 'ok') throw new Error(`An answer of ${kind}.`);
			all.push(performance.now() - began);
		}
		return all;
	}, REQUESTS);
	const most = percentile(waits, 0.99);
	return figure(
		'a question to the controller over a line of 115,200 baud until its answer: 99th percentile',
		'under 20 ms',
		`${short(most)} ms, median ${short(percentile(waits, 0.5))} ms`,
		most < 20
	);
}

/** Events as they come, in pieces as a browser hands them over. */
function parser(): Figure {
	const event = (id: number) => ({
		type: 'e',
		id,
		body: { k: 'door', c: 1 + (id % 9), open: id % 2, ms: 1_000_000 + id }
	});
	const frames = Array.from({ length: 20_000 }, (_, i) => encodeFrame(event(i + 1)));
	const bytes = Uint8Array.from(frames.flatMap((frame) => [...frame]));
	const deframer = new Deframer();
	let read = 0;
	const began = performance.now();
	for (let at = 0; at < bytes.length; at += 64) {
		for (const whole of deframer.push(bytes.subarray(at, at + 64))) {
			const frame = decodeFrame(whole);
			if (frame && parseControllerMessage(frame)) read += 1;
		}
	}
	const times = bytes.length / ((performance.now() - began) / 1_000) / BYTES_A_SECOND;
	return figure(
		'frames read and understood, against what a line of 115,200 baud can bring',
		'at least 20 times',
		`${short(times)} times`,
		times >= 20 && read === frames.length
	);
}

/** Junk in which frames begin and never end, as fast as the line can. */
async function flood(link: LinkAtPort): Promise<Figure> {
	await link.page.evaluate(() => (globalThis.machine.longestTask = 0));
	const junk = new Uint8Array(BYTES_A_SECOND / 20).map((_, i) => (i * 167) % 256);
	for (let i = 0; i < FLOOD_SECONDS * 20; i++) {
		link.port.write(junk);
		await pause(50);
	}
	const [longest, kind] = await link.page.evaluate(
		() => [globalThis.machine.longestTask, globalThis.machine.controller.link.kind] as const
	);
	const measured =
		longest === 0 ? 'no task of 50 ms or more' : `the longest task took ${short(longest)} ms`;
	await link.ready();
	return figure(
		`junk at full line speed for ${FLOOD_SECONDS} s: the page is never busy for longer than`,
		'50 ms',
		`${measured}; the link was ${kind} at its end`,
		longest <= 50
	);
}

async function plugged(link: LinkAtPort): Promise<Figure> {
	const times: number[] = [];
	for (let turn = 0; turn < TURNS; turn++) {
		await link.port.unplug();
		await until(link, 'lost');
		await pause(3_000);
		const began = performance.now();
		await link.port.plug();
		await link.ready();
		times.push(performance.now() - began);
	}
	return spread('a cable is plugged in: ready', 3_000, times);
}

async function unplugged(link: LinkAtPort): Promise<Figure> {
	const times: number[] = [];
	for (let turn = 0; turn < TURNS; turn++) {
		const began = performance.now();
		await link.port.unplug();
		await until(link, 'lost');
		times.push(performance.now() - began);
		await link.port.plug();
		await link.ready();
	}
	return spread('a cable is pulled: the link says lost', 6_500, times);
}

/** The cable is there, and nobody answers any more. */
async function silent(link: LinkAtPort): Promise<Figure> {
	const began = performance.now();
	await link.board.kill();
	await until(link, 'lost');
	const took = performance.now() - began;
	link.board.start();
	await link.ready();
	return figure(
		'the board falls silent: the link says lost',
		'within 6.5 s',
		`${short(took / 1_000)} s`,
		took <= 6_500
	);
}

/** Resolves once the link has been so since the last time it was ready. */
async function until(link: LinkAtPort, kind: string): Promise<void> {
	await link.page.waitForFunction((wanted) => {
		const { links } = globalThis.machine;
		return links.slice(links.lastIndexOf('ready')).includes(wanted);
	}, kind);
}

if (import.meta.main) tell(await measure());
