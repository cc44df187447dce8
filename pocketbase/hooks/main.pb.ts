// The only hook file PocketBase loads. A handler is compiled from its own source text and sees
// nothing around it, so each one is a line that requires the library.
const machine = $apis.requireAuth('machines');
const person = $apis.requireAuth('devices');
const either = $apis.requireAuth('machines', 'devices');
const quiet = $apis.skipSuccessActivityLog(); // our own log has every request [O9]
const small = $exes.body(16_384);
const batch = $exes.body(262_144);
const query = $exes.query();

routerAdd(
	'POST',
	'/api/machine/register',
	(e) => require(`${__hooks}/lib.js`).register(e),
	quiet,
	$exes.body(65_536)
);
routerAdd(
	'POST',
	'/api/machine/auth',
	(e) => require(`${__hooks}/lib.js`).authenticate(e),
	quiet,
	$exes.soon(16_384)
);
routerAdd(
	'POST',
	'/api/machine/status',
	(e) => require(`${__hooks}/lib.js`).status(e),
	machine,
	quiet,
	$exes.body(65_536)
);
routerAdd(
	'GET',
	'/api/machine/config',
	(e) => require(`${__hooks}/lib.js`).config(e),
	machine,
	quiet,
	query
);

routerAdd(
	'POST',
	'/api/machine/events',
	(e) => require(`${__hooks}/lib.js`).events(e),
	machine,
	quiet,
	batch
);
routerAdd(
	'POST',
	'/api/volunteer/events',
	(e) => require(`${__hooks}/lib.js`).personEvents(e),
	person,
	quiet,
	batch
);
routerAdd(
	'POST',
	'/api/food/donate',
	(e) => require(`${__hooks}/lib.js`).donate(e),
	either,
	quiet,
	small
);
routerAdd(
	'POST',
	'/api/food/collect',
	(e) => require(`${__hooks}/lib.js`).collect(e),
	either,
	quiet,
	small
);
routerAdd(
	'POST',
	'/api/maintenance/expired',
	(e) => require(`${__hooks}/lib.js`).expired(e),
	either,
	quiet,
	small
);
routerAdd(
	'POST',
	'/api/maintenance/alert',
	(e) => require(`${__hooks}/lib.js`).alert(e),
	either,
	quiet,
	small
);

routerAdd(
	'GET',
	'/api/location/nearest',
	(e) => require(`${__hooks}/lib.js`).nearest(e),
	quiet,
	$exes.limitNearest(),
	query
);
routerAdd(
	'GET',
	'/api/public/snapshot',
	(e) => require(`${__hooks}/lib.js`).snapshot(e),
	quiet,
	query,
	$apis.gzip()
);

routerAdd(
	'GET',
	'/api/public/texts',
	(e) => require(`${__hooks}/lib.js`).texts(e),
	quiet,
	query,
	$apis.gzip()
);
routerAdd(
	'GET',
	'/api/public/contact',
	(e) => require(`${__hooks}/lib.js`).contact(e),
	quiet,
	query
);
routerAdd(
	'POST',
	'/api/public/illness',
	(e) => require(`${__hooks}/lib.js`).reportIllness(e),
	quiet,
	small
);
routerAdd(
	'PUT',
	'/api/operator/texts',
	(e) => require(`${__hooks}/lib.js`).setTexts(e),
	person,
	quiet,
	batch
);
routerAdd(
	'GET',
	'/api/operator/illness',
	(e) => require(`${__hooks}/lib.js`).illness(e),
	person,
	quiet,
	query
);

routerAdd(
	'POST',
	'/api/people/code',
	(e) => require(`${__hooks}/lib.js`).requestCode(e),
	quiet,
	$exes.limitCodes(),
	small
);
routerAdd(
	'POST',
	'/api/people/sign-in',
	(e) => require(`${__hooks}/lib.js`).signIn(e),
	quiet,
	small
);
routerAdd('GET', '/api/people/me', (e) => require(`${__hooks}/lib.js`).me(e), person, quiet, query);
routerAdd(
	'GET',
	'/api/people/devices',
	(e) => require(`${__hooks}/lib.js`).listDevices(e),
	person,
	quiet,
	query
);
routerAdd(
	'POST',
	'/api/people/devices/{deviceId}/rename',
	(e) => require(`${__hooks}/lib.js`).renameDevice(e),
	person,
	quiet,
	small
);
routerAdd(
	'POST',
	'/api/people/devices/{deviceId}/revoke',
	(e) => require(`${__hooks}/lib.js`).revokeDevice(e),
	person,
	quiet,
	small
);
routerAdd(
	'GET',
	'/api/people/passkeys',
	(e) => require(`${__hooks}/lib.js`).listPasskeys(e),
	person,
	quiet,
	query
);
routerAdd(
	'POST',
	'/api/people/passkeys/begin',
	(e) => require(`${__hooks}/lib.js`).beginPasskey(e),
	person,
	quiet,
	small
);
routerAdd(
	'POST',
	'/api/people/passkeys/finish',
	(e) => require(`${__hooks}/lib.js`).finishPasskey(e),
	person,
	quiet,
	$exes.body(65_536)
);
routerAdd(
	'POST',
	'/api/people/passkeys/sign-in/begin',
	(e) => require(`${__hooks}/lib.js`).beginPasskeySignIn(e),
	quiet,
	small
);
routerAdd(
	'POST',
	'/api/people/passkeys/sign-in/finish',
	(e) => require(`${__hooks}/lib.js`).finishPasskeySignIn(e),
	quiet,
	$exes.body(65_536)
);
routerAdd(
	'POST',
	'/api/people/passkeys/{passkeyId}/rename',
	(e) => require(`${__hooks}/lib.js`).renamePasskey(e),
	person,
	quiet,
	small
);
routerAdd(
	'POST',
	'/api/people/passkeys/{passkeyId}/delete',
	(e) => require(`${__hooks}/lib.js`).deletePasskey(e),
	person,
	quiet,
	small
);
routerAdd(
	'GET',
	'/api/volunteer/alerts',
	(e) => require(`${__hooks}/lib.js`).alerts(e),
	person,
	quiet,
	query
);
routerAdd(
	'GET',
	'/api/volunteer/tasks',
	(e) => require(`${__hooks}/lib.js`).tasks(e),
	person,
	quiet,
	query
);
routerAdd(
	'GET',
	'/api/sync/changes',
	(e) => require(`${__hooks}/lib.js`).changes(e),
	either,
	quiet,
	query
);
routerAdd(
	'GET',
	'/api/sync/snapshot',
	(e) => require(`${__hooks}/lib.js`).syncSnapshot(e),
	either,
	quiet,
	query
);
routerAdd(
	'GET',
	'/api/volunteer/machines',
	(e) => require(`${__hooks}/lib.js`).machines(e),
	person,
	quiet,
	query
);

routerAdd(
	'GET',
	'/api/operator/people',
	(e) => require(`${__hooks}/lib.js`).listPeople(e),
	person,
	quiet,
	query
);
routerAdd(
	'POST',
	'/api/operator/people',
	(e) => require(`${__hooks}/lib.js`).createPerson(e),
	person,
	quiet,
	small
);
routerAdd(
	'POST',
	'/api/operator/people/{personId}/rename',
	(e) => require(`${__hooks}/lib.js`).renamePerson(e),
	person,
	quiet,
	small
);
routerAdd(
	'POST',
	'/api/operator/people/{personId}/grants',
	(e) => require(`${__hooks}/lib.js`).giveGrant(e),
	person,
	quiet,
	small
);
routerAdd(
	'POST',
	'/api/operator/grants/{grantId}/end',
	(e) => require(`${__hooks}/lib.js`).endGrant(e),
	person,
	quiet,
	small
);
routerAdd(
	'POST',
	'/api/operator/people/{personId}/trainings',
	(e) => require(`${__hooks}/lib.js`).giveTraining(e),
	person,
	quiet,
	small
);
routerAdd(
	'POST',
	'/api/operator/trainings/{trainingId}/end',
	(e) => require(`${__hooks}/lib.js`).endTraining(e),
	person,
	quiet,
	small
);
routerAdd(
	'POST',
	'/api/operator/people/{personId}/link',
	(e) => require(`${__hooks}/lib.js`).makeLink(e),
	person,
	quiet,
	small
);
routerAdd(
	'GET',
	'/api/operator/people/{personId}/devices',
	(e) => require(`${__hooks}/lib.js`).listPersonDevices(e),
	person,
	quiet,
	query
);
routerAdd(
	'POST',
	'/api/operator/people/{personId}/devices/{deviceId}/revoke',
	(e) => require(`${__hooks}/lib.js`).revokePersonDevice(e),
	person,
	quiet,
	small
);
routerAdd(
	'GET',
	'/api/operator/areas',
	(e) => require(`${__hooks}/lib.js`).listAreas(e),
	person,
	quiet,
	query
);
routerAdd(
	'POST',
	'/api/operator/areas',
	(e) => require(`${__hooks}/lib.js`).createArea(e),
	person,
	quiet,
	batch
);
routerAdd(
	'POST',
	'/api/operator/areas/{areaId}',
	(e) => require(`${__hooks}/lib.js`).changeArea(e),
	person,
	quiet,
	batch
);
routerAdd(
	'GET',
	'/api/operator/audit',
	(e) => require(`${__hooks}/lib.js`).readAudit(e),
	person,
	quiet,
	query
);
routerAdd(
	'GET',
	'/api/operator/quarantine',
	(e) => require(`${__hooks}/lib.js`).listQuarantine(e),
	person,
	quiet,
	query
);
routerAdd(
	'POST',
	'/api/operator/quarantine/{quarantineId}',
	(e) => require(`${__hooks}/lib.js`).decideQuarantine(e),
	person,
	quiet,
	small
);

// Run by pocketbase/watch.go, more often than a crontab can say: 31 February never comes.
cronAdd('exesWatch', '0 0 31 2 *', () => require(`${__hooks}/lib.js`).watch());

// PocketBase lists these to whoever asks, if only their own, and its rules for them cannot be changed.
onRecordsListRequest(
	(e) => {
		if (!e.hasSuperuserAuth()) throw new ForbiddenError();
		e.next();
	},
	...['_authOrigins', '_externalAuths', '_mfas', '_otps']
);

/** A group of commands that does nothing by itself. */
const group = (use: string, short: string, commands: Command[]) => {
	const parent = new Command({ use, short });
	for (const command of commands) parent.addCommand(command);
	return parent;
};

const enrol = new Command({
	use: 'enrol',
	short: 'Make a machine and its one-time enrolment code',
	run: (command, args) => require(`${__hooks}/commands.js`).enrol($app, command, args)
});
enrol.flags().string('name', '', 'what people call the machine');
enrol.flags().string('lat', '', 'latitude, -90 to 90');
enrol.flags().string('lon', '', 'longitude, -180 to 180');
enrol.flags().string('address', '', 'street and number, as people would say it');
enrol.flags().string('time-zone', '', 'IANA zone; by default the one at that place');
enrol.flags().string('opening-hours', '', 'OSM opening_hours, such as 24/7');
enrol.flags().bool('demo', false, 'part of the demonstration, and said so everywhere');

const reEnrol = new Command({
	use: 're-enrol ID',
	short: 'Make a new code for replaced hardware; number and stock stay',
	run: (command, args) => require(`${__hooks}/commands.js`).reEnrol($app, command, args)
});
for (const command of [enrol, reEnrol]) {
	command.flags().string('expires', '24h', 'how long the code works, such as 90m, 24h or 7d');
	command.flags().bool('hold', false, 'register as pending, until an operator confirms');
}

const list = new Command({
	use: 'list',
	short: 'Every machine',
	run: (command, args) => require(`${__hooks}/commands.js`).listMachines($app, command, args)
});
const revoke = new Command({
	use: 'revoke ID',
	short: 'End the tokens and codes of a machine at once',
	run: (command, args) => require(`${__hooks}/commands.js`).revoke($app, command, args)
});

const confirm = new Command({
	use: 'confirm ID DIGITS',
	short: 'Accept a pending machine, by the six digits that its kiosk shows',
	run: (command, args) => require(`${__hooks}/commands.js`).confirm($app, command, args)
});
const reject = new Command({
	use: 'reject ID',
	short: 'Tell a pending machine that it is none of ours',
	run: (command, args) => require(`${__hooks}/commands.js`).reject($app, command, args)
});
const order = new Command({
	use: 'command ID sendLog|reload|restart',
	short: 'Ask a machine to do something, with its next status',
	run: (command, args) => require(`${__hooks}/commands.js`).commandMachine($app, command, args)
});
order.flags().string('expires', '10m', 'how long to keep asking, such as 10m, 24h or 7d');
const orders = new Command({
	use: 'commands ID',
	short: 'What was asked of a machine, and what came of it',
	run: (command, args) => require(`${__hooks}/commands.js`).listCommands($app, command, args)
});

const get = new Command({
	use: 'get MACHINE [KEY]',
	short: 'The configuration of a machine, and which version of it the machine runs',
	run: (command, args) => require(`${__hooks}/commands.js`).getConfig($app, command, args)
});
get.flags().bool('show-secrets', false, 'print the service PIN as it is');
const set = new Command({
	use: 'set MACHINE KEY=VALUE ...',
	short: 'Change the configuration of a machine: all of it or nothing',
	example: `  exes config set 7 interval=30 'notice=Closed today'
  exes config set --all donationPaused=true
  exes config set 7 --file changes.json --dry-run`,
	run: (command, args) => require(`${__hooks}/commands.js`).setConfig($app, command, args)
});
set.flags().string('file', '', 'a JSON object of keys and values; - is standard input');
set.flags().bool('dry-run', false, 'show what would change, and change nothing');
set.flags().bool('all', false, 'in place of MACHINE: every machine of the network');
set.setHelpFunc((command) => {
	const keys = require(`${__hooks}/commands.js`).keysHelp();
	command.outOrStdout().writeString(`${command.short}\n\n${command.usageString()}${keys}`);
});
const history = new Command({
	use: 'history MACHINE',
	short: 'Every version of the configuration: when, who, and what changed',
	run: (command, args) => require(`${__hooks}/commands.js`).configHistory($app, command, args)
});
const keys = new Command({
	use: 'keys',
	short: 'What can be set: each key with its range, default and meaning',
	run: (command, args) => require(`${__hooks}/commands.js`).configKeys($app, command, args)
});
keys.flags().bool('markdown', false, 'as the table of docs/operations.md');

const create = new Command({
	use: 'create',
	short: 'Make a person, or a new sign-in link for one',
	run: (command, args) => require(`${__hooks}/commands.js`).createPerson($app, command, args)
});
create.flags().string('email', '', 'who it is: the same address is the same person');
create.flags().string('role', '', 'volunteer, coordinator or operator');
create.flags().string('name', '', 'how to call this person');
create.flags().bool('demo', false, 'part of the demonstration');

const people = new Command({
	use: 'list',
	short: 'Everybody, with their roles, trainings, devices and passkeys',
	run: (command, args) => require(`${__hooks}/commands.js`).listPeople($app, command, args)
});
const shutOut = new Command({
	use: 'revoke-devices EMAIL',
	short: 'Sign a person out everywhere, passkeys and codes too',
	run: (command, args) => require(`${__hooks}/commands.js`).revokeDevices($app, command, args)
});

const grant = new Command({
	use: 'grant EMAIL',
	short: 'Give one more role, for an area or everywhere',
	run: (command, args) => require(`${__hooks}/commands.js`).grantRole($app, command, args)
});
grant.flags().string('role', '', 'volunteer, coordinator or operator');
grant.flags().string('area', '', 'the name or id of an area; without it everywhere');
grant
	.flags()
	.string('expires', '', 'for how long, such as 24h or 90d; without it until it is ended');
const end = new Command({
	use: 'end GRANT',
	short: 'End a role now',
	run: (command, args) => require(`${__hooks}/commands.js`).endRole($app, command, args)
});
const train = new Command({
	use: 'train EMAIL',
	short: 'Note that somebody has passed the training for service',
	run: (command, args) => require(`${__hooks}/commands.js`).trainPerson($app, command, args)
});
train.flags().string('expires', '365d', 'how long it is good, such as 365d');

const createArea = new Command({
	use: 'create NAME [MACHINE ...]',
	short: 'Make an area: a named set of machines',
	run: (command, args) => require(`${__hooks}/commands.js`).createArea($app, command, args)
});
const setArea = new Command({
	use: 'set AREA [MACHINE ...]',
	short: 'Say which machines lie in an area from now on',
	run: (command, args) => require(`${__hooks}/commands.js`).setArea($app, command, args)
});
setArea.flags().string('name', '', 'call it so from now on');
setArea.flags().bool('empty', false, 'no machine lies in it');
const areas = new Command({
	use: 'list',
	short: 'Every area with its machines',
	run: (command, args) => require(`${__hooks}/commands.js`).listAreas($app, command, args)
});

const audit = new Command({
	use: 'audit',
	short: 'Who changed what, the newest first',
	run: (command, args) => require(`${__hooks}/commands.js`).listAudit($app, command, args)
});
audit.flags().string('subject', '', 'of one alone: person:ID, machine:7, area:ID or network');
audit.flags().string('before', '', 'older than the entry of this number');
audit.flags().string('limit', '50', 'at most so many, up to 200');

const importFile = new Command({
	use: 'import FILE',
	short: 'Import fridges from CSV, GeoJSON or a fridge directory; a dry run unless --apply',
	run: (command, args) => require(`${__hooks}/commands.js`).importFile($app, command, args)
});
importFile.flags().bool('apply', false, 'do it: all rows or none');
importFile.flags().bool('demo', false, 'part of the demonstration');

const importFacts = new Command({
	use: 'facts FILE',
	short: 'Import the facts that a machine saved as a file; a dry run unless --apply',
	run: (command, args) => require(`${__hooks}/commands.js`).importFacts($app, command, args)
});
importFacts.flags().bool('apply', false, 'do it');
importFile.addCommand(importFacts);

$app.rootCmd?.addCommand(
	group('machine', 'The machines of the network', [
		...[enrol, list, confirm, reject, revoke, reEnrol],
		...[order, orders]
	]),
	group('config', 'The configuration of machines', [get, set, history, keys]),
	group('person', 'The people who run it', [create, people, shutOut, grant, end, train]),
	group('area', 'Named sets of machines, for which roles are given', [createArea, setArea, areas]),
	audit,
	importFile
);
