// The page at /api/docs: the specification for people who build machines. Static, without script.
import { CODES } from '../../src/domain/api/codes.ts';
import { FIRST_MINUTES, type Step } from '../../src/domain/api/first-minutes.ts';
import { GROUPS, type Group, type Route } from '../../src/domain/api/route.ts';
import { ROUTES } from '../../src/domain/api/routes.ts';
import { refusalsOf, type Specification } from './document.ts';
import { anchorOf, fields, takes } from './fields.ts';
import { html, prose, type Html } from './html.ts';
import { rules } from './rules.ts';
import type { Schema } from './schemas.ts';

const TITLES: Record<Group, string> = {
	machine: 'Machines',
	facts: 'Facts',
	public: 'Everybody',
	sync: 'State that comes down',
	people: 'People on duty',
	server: 'The server'
};
const WHO = {
	anyone: 'Anyone',
	machine: 'A machine, signed in',
	person: 'A person, signed in',
	either: 'A machine or a person, signed in'
};

export function page(document: Specification): string {
	const { schemas } = document.components;
	const context: Context = { document, schemas, texts: rules() };
	const groups = Object.keys(GROUPS) as Group[];
	const values = Object.keys(schemas).filter((name) => !/Request$/.test(name));
	return html`<!doctype html>
		<html lang="en" data-surface="desk">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="color-scheme" content="light dark" />
				<title>Exes API ${document.info.version}</title>
				<link rel="stylesheet" href="/api/docs.css" />
			</head>
			<body>
				<a class="skip" href="#main">To the text</a>
				<header class="band">
					<div>
						<p class="brand">Exes <span>API ${document.info.version}</span></p>
						<ul role="list" class="row">
							<li><a href="/api/openapi.json">openapi.json</a></li>
							<li><a href="/api/openapi.yaml">openapi.yaml</a></li>
							<li><a href="/">Map</a></li>
						</ul>
					</div>
				</header>
				<div class="sides">
					<nav aria-label="Contents">
						<details class="toc">
							<summary>Contents</summary>
							${contents(groups)}
						</details>
						<div class="toc-wide">${contents(groups)}</div>
					</nav>
					<main id="main">
						<h1>Build a machine for Exes</h1>
						<p class="lead">${prose(document.info.description)}</p>
						${firstMinutes()} ${everywhere()}
						${groups.map(
							(group) =>
								html`<section aria-labelledby="${group}">
									<h2 id="${group}">${TITLES[group]}</h2>
									<p>${GROUPS[group]}</p>
									${ROUTES.filter((route) => route.group === group).map((route) => endpoint(route, context))}
								</section>`
						)}
						<section aria-labelledby="shapes">
							<h2 id="shapes">Shapes</h2>
							<p>What has a name above, from <a href="#${anchorOf('ClientId')}">ClientId</a> on.</p>
							${values.map((name) => shape(name, schemas))}
						</section>
						<section aria-labelledby="codes">
							<h2 id="codes">All codes</h2>
							<p>
								${prose('A wrong field has the code `invalid_` and its name: `lot.portions` is `invalid_portions`. All others:')}
							</p>
							${codeList(Object.keys(CODES))}
						</section>
					</main>
				</div>
			</body>
		</html> `.text;
}

function contents(groups: readonly Group[]): Html {
	return html`<ul role="list">
		<li><a href="#first">First five minutes</a></li>
		<li><a href="#everywhere">What holds everywhere</a></li>
		${groups.map(
			(group) =>
				html`<li>
					<a href="#${group}">${TITLES[group]}</a>
					<ul role="list">
						${ROUTES.filter((route) => route.group === group).map(
							({ id, summary }) => html`<li><a href="#${id}">${summary}</a></li>`
						)}
					</ul>
				</li>`
		)}
		<li><a href="#shapes">Shapes</a></li>
		<li><a href="#codes">All codes</a></li>
	</ul>`;
}

function firstMinutes(): Html {
	return html`<section aria-labelledby="first">
		<h2 id="first">A machine’s first five minutes</h2>
		<p>An operator makes the machine known and hands you its code, which works once:</p>
		${code('npm run exes -- machine enrol --name Library --lat 52.52 --lon 13.405')}
		<p>
			The rest is yours. Put the address of the server first, then the values that you are given.
		</p>
		${code('EXES=http://127.0.0.1:8090')}
		<ol class="steps-list">
			${FIRST_MINUTES.map(
				(step) =>
					html`<li>
						<h3>${step.title}</h3>
						<p>${prose(step.says)}</p>
						${code(curlOf(step))}${
							step.title === 'Sign in' && code('TOKEN=the token of the answer')
						}
					</li>`
			)}
		</ol>
	</section>`;
}

/** The step as people type it. */
export function curlOf({ method, path, signed, body }: Step): string {
	return [
		`curl -i${method === 'POST' ? ' -X POST' : ''} "$EXES${path}"`,
		...(signed ? ['-H "Authorization: $TOKEN"'] : []),
		...(body
			? ['-H "Content-Type: application/json"', `-d '${JSON.stringify(body, null, 2)}'`]
			: [])
	].join(' \\\n  ');
}

function everywhere(): Html {
	const said = [
		'**Time.** Moments are UTC, such as `2026-11-23T18:00:00Z`. Plain dates are days in the machine’s time zone. Your clock may be wrong: send `bootId` and `uptimeMs`, and the server works out when things happened.',
		'**Ids.** You make them: 15 characters of `a` to `z` and `0` to `9`, at random. So a machine works without network, and a repeat is known as one.',
		'**Sending again.** Without an answer, or with a 429, a 503 or a proxy’s error, send the very same again. Wait twice as long each time, and at least as long as `Retry-After` says.',
		'**Answers to facts.** Only the word `result` acknowledges a fact. An error without it acknowledges nothing.',
		'**Errors.** `{status, message, data}`: in `data` stands each wrong field by its path with a code; `request` where it is about no field. Go by status and code. Some errors of the server’s base have an empty `data`: go by the status.',
		'**Growing.** Unknown fields of a request are ignored. Ignore unknown fields of an answer too, and treat a word that you do not know as you would `unknown`.'
	];
	return html`<section aria-labelledby="everywhere">
		<h2 id="everywhere">What holds everywhere</h2>
		<ul class="plain">
			${said.map((one) => html`<li>${prose(one)}</li>`)}
		</ul>
	</section>`;
}

type Context = {
	readonly document: Specification;
	readonly schemas: Readonly<Record<string, Schema>>;
	/** The rules of docs/, by number. */
	readonly texts: ReadonlyMap<string, string>;
};

function endpoint(route: Route, context: Context): Html {
	const { schemas, texts } = context;
	const { id, method, path, caller, summary, says, body, query, asks, replies } = route;
	const told = route.rules.filter((rule) => texts.has(rule));
	return html`<article aria-labelledby="${id}" class="endpoint">
		<h3 id="${id}">${summary}</h3>
		<p class="way"><b>${method}</b> <code>${path}</code></p>
		<p class="small">
			${WHO[caller]}${body && html` · at most ${body.limit.toLocaleString('en')} bytes`}
		</p>
		${says !== '' && html`<p>${prose(says)}</p>`}
		${
			told.length > 0 &&
			html`<details>
				<summary>The rules: ${told.join(', ')}</summary>
				<dl class="rules">
					${told.map(
						(rule) =>
							html`<div>
								<dt>${rule}</dt>
								<dd>${prose(texts.get(rule) ?? '')}</dd>
							</div>`
					)}
				</dl>
			</details>`
		}
		${
			query &&
			html`<h4>Asks</h4>
				${parametersOf(route, context)}${code(`curl "$EXES${path}?${asks ?? ''}"`)}`
		}
		${
			body &&
			html`<h4>Send</h4>
				${fields({ $ref: `#/components/schemas/${body.shape}` }, schemas)}${sample(
					`An example for ${path}`,
					body.example
				)}`
		}
		<h4>Get</h4>
		${replies.map(
			({ status, says: what, shape: name, media, headers = [], example }) =>
				html`<p>
						<b>${status}</b> ${what}
						${
							name && html`<a href="#${anchorOf(name)}">${name}</a>`
						}${media}${headers.length > 0 && html` <span class="small">with ${headers.join(', ')}</span>`}
					</p>
					${example !== undefined && sample(`An answer of ${path}`, example)}`
		)}
		<h4>Errors</h4>
		<dl class="codes">
			${Object.entries(refusalsOf(route)).map(([status, codes]) => refusal(Number(status), codes))}
		</dl>
	</article>`;
}

/** A refusal that has no code: what its status means. */
const PLAIN: Readonly<Record<number, readonly [means: string, cure: string]>> = {
	401: ['The token is missing, wrong or over.', 'Sign in once more, then every 60 seconds.'],
	403: ['The token is another role’s.', 'Use your own.'],
	429: ['Too many requests.', 'Wait as long as `Retry-After` says.']
};

function refusal(status: number, codes: readonly string[]): Html {
	const named = codes.filter((one) => CODES[one] !== undefined);
	const wrong = codes.filter((one) => CODES[one] === undefined);
	const plain = named.length === 0 && wrong.length === 0 ? PLAIN[status] : undefined;
	return html`${
		plain &&
		html`<div>
			<dt><b>${status}</b></dt>
			<dd>${plain[0]} <span class="cure">${prose(plain[1])}</span></dd>
		</div>`
	}${
		wrong.length > 0 &&
		html`<div>
			<dt><b>${status}</b> <code>invalid_…</code></dt>
			<dd>
				${prose('A field is missing or wrong: `data` names every one. What it takes stands above.')}
			</dd>
		</div>`
	}${named.map(
		(one) =>
			html`<div>
				<dt><b>${status}</b> <code>${one}</code></dt>
				<dd>${told(one)}</dd>
			</div>`
	)}`;
}

const told = (name: string): Html =>
	html`${prose(CODES[name]?.means ?? '')}
		<span class="cure">${prose(CODES[name]?.cure ?? '')}</span>`;

const codeList = (names: readonly string[]): Html =>
	html`<dl class="codes">
		${names.map(
			(one) =>
				html`<div>
					<dt><code>${one}</code></dt>
					<dd>${told(one)}</dd>
				</div>`
		)}
	</dl>`;

/** The parameters of a query as if they were the fields of an object. */
function parametersOf({ path, method }: Route, { document, schemas }: Context): Html {
	const operation = document.paths[path]?.[method.toLowerCase()];
	const found = (operation?.['parameters'] ?? []) as Schema[];
	const properties = found.map(({ name, description, schema }) => [
		name as string,
		{ ...(schema as Schema), description: description as string }
	]);
	const required = found.filter((one) => one['required']).map((one) => one['name'] as string);
	return fields({ required, properties: Object.fromEntries(properties) }, schemas);
}

function shape(name: string, schemas: Readonly<Record<string, Schema>>): Html {
	const schema = schemas[name] ?? {};
	const isObject = schema['properties'] !== undefined;
	return html`<article aria-labelledby="${anchorOf(name)}" class="shape">
		<h3 id="${anchorOf(name)}">${name}</h3>
		${isObject ? fields(schema, schemas) : html`<p>${takes(schema)}. ${prose((schema['description'] as string | undefined) ?? '')}</p>`}
	</article>`;
}

const code = (text: string): Html => html`<pre><code>${text}</code></pre>`;
const sample = (label: string, value: unknown): Html =>
	html`<details>
		<summary>${label}</summary>
		<pre><code>${JSON.stringify(value, null, 2)}</code></pre>
	</details>`;
