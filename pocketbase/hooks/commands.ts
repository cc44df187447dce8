// What `exes COMMAND` does, bundled by itself: commands run beside the server, not inside it [O7].
export { configHistory, configKeys, getConfig, keysHelp } from './config-read.ts';
export { setConfig } from './config-set.ts';
export { importFile } from './import.ts';
export { importFacts } from './import-facts.ts';
export { confirm, reject } from './confirm.ts';
export { enrol, listMachines, reEnrol, revoke } from './enrol.ts';
export { createPerson } from './person.ts';
export { listPeople, revokeDevices } from './person-commands.ts';
export { commandMachine, listCommands } from './machine-commands.ts';
export { createArea, listAreas, setArea } from './area-commands.ts';
export { listAudit } from './audit-read.ts';
export { endRole, grantRole, trainPerson } from './person-roles.ts';
