// Made by `npm run openapi` from src/domain/api and src/domain/shapes: do not edit.
export interface paths {
    "/api/machine/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Become known and get a number
         * @description A new machine sends the one-time code that an operator gave it and a secret that it made itself: 32 random bytes in base64url. Keep number and secret for good. The same code with the same secret again gives the same answer, so that a lost reply costs nothing. At most 65536 bytes. Rules: M5, M6, M22.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/machine/auth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Secret in, token out
         * @description The token is good for an hour and is sent bare in the header `Authorization`. Ask for the next one when a request is answered 401, and keep the secret whatever the answer: a 401 is never a revocation. At most 16384 bytes. Rules: M6, M7, M8, M22.
         */
        post: operations["authenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/machine/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The heartbeat
         * @description What is so now: the latest wins, nothing is queued. The reply says when the next one is due, which configuration there is, and which facts have arrived. At most 65536 bytes. Rules: M14, M15.
         */
        post: operations["sendStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/machine/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The machine’s configuration
         * @description Send the `ETag` of the version that you have as `If-None-Match`. A machine that is pending may ask too. Rules: M16.
         */
        get: operations["readConfig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/machine/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Up to 100 facts in one request
         * @description What an outbox sends: facts of one epoch, in the order of their `seq`. Each is judged by itself and answered in the order sent; one bad fact never fails its neighbours. Only the word `result` acknowledges: without an answer, send the same facts again. At most 262144 bytes. Rules: M2, M3, M3a, M9, M10, M11, M12.
         */
        post: operations["sendFacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/volunteer/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same from a person’s device
         * @description Every fact names its machine, but for a `gap`. Each is judged by the role, the area and the training of the person, as they were when it was made and as they are on arrival: what may not be told is quarantined as `role_may_not`. A device that was revoked is let in, so that its queue empties: all that it tells is quarantined as `device_revoked` for an operator, up to 1,000 facts. At most 262144 bytes. Rules: M2, M3, M9, M10, M11, M12.
         */
        post: operations["sendPersonFacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/food/donate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Food went in
         * @description One fact alone; the same as a batch of one. A person’s device names the machine, and is judged by the role, the area and the training of its person. At most 16384 bytes. Rules: M2, M3, M9, M10, M11.
         */
        post: operations["donate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/food/collect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Food went out to a person
         * @description One fact alone. What was collected was collected: it is kept even where the server knows nothing of the lot. A person’s device names the machine, and is judged by the role, the area and the training of its person. At most 16384 bytes. Rules: M2, M3, M9, M10, M11.
         */
        post: operations["collect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/maintenance/expired": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Food went out as waste
         * @description One fact alone. With `final` the lot is closed for good. A person’s device names the machine, and is judged by the role, the area and the training of its person. At most 16384 bytes. Rules: M2, M3, M9, M10, M11.
         */
        post: operations["expired"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/maintenance/alert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Something needs a person, or no longer does
         * @description One fact alone. There is one open alert for each kind and place (slot or sensor): repeats update it, `cleared` ends it. A person’s device names the machine, and is judged by the role, the area and the training of its person. At most 16384 bytes. Rules: M2, M3, M9, M10, M11.
         */
        post: operations["alert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/location/nearest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The nearest machines and what they hold
         * @description Sorted by distance. Unknown is never shown as good: `openNow` may be null, and `reasons` says why food cannot be collected or given. The position is neither stored nor logged; round it to three decimals all the same. Rules: M18, M19, M22.
         */
        get: operations["nearest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/snapshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every machine on the map with what it holds
         * @description Made anew at most every two seconds. Send the `ETag` of the last one as `If-None-Match`; its age is told by the header `Date`. Rules: S13.
         */
        get: operations["snapshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/texts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Privacy, imprint, accessibility, terms, and what to do when food made somebody ill
         * @description Plain text in every language: paragraphs, `# ` headings, `- ` lists, links as they are. `{{email}}` stands for the detail of that name, `[[...]]` for what an operator has yet to say.
         */
        get: operations["texts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is responsible for a machine
         * @description That of the network, unless the machine has its own.
         */
        get: operations["contact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/illness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Food made somebody ill
         * @description Coordinators and operators see it at once. The same report again is the same one. What is written is kept apart for 90 days. At most 10 new ones an hour from one address. At most 16384 bytes. Rules: M22, M23.
         */
        post: operations["reportIllness"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send me a code to sign in
         * @description Sends a mail with six digits and a link to the address, if somebody in the network has it; the answer is the same if nobody has. Beyond a few requests for an address it sends none: those of the last ten minutes still work. At most 16384 bytes. Rules: M22.
         */
        post: operations["requestCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A one-time code in, a token out
         * @description Send the `code` of a link, from its fragment or as it was typed, or the `digits` of a mail with the `requestId` of the answer that announced it. Each works once and for ten minutes; a link that an operator or `npm run exes -- person create` made works for a day. Digits bear ten tries. At most 16384 bytes. Rules: M2, M22, O7.
         */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who the token belongs to
         * @description A token that was made a day ago or more is renewed: take the new one, where there is one. So a device that asks now and then stays signed in; without that it is for 90 days. Rules: M2.
         */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where you are signed in
         * @description The device that asks first, then the one seen last. One that was signed out is told of for 30 days. Rules: M2.
         */
        get: operations["listDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/devices/{deviceId}/rename": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call a device of yours something else
         * @description At most 16384 bytes.
         */
        post: operations["renameDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/devices/{deviceId}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign a device of yours out
         * @description Of the device that asks it is the sign-out. Its token is answered 403 `device_revoked` from then on. Another one is a lost one: passkeys that were made or last used on it are deleted with it. At most 16384 bytes. Rules: M2.
         */
        post: operations["revokeDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/volunteer/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open alerts
         * @description The most severe first, then the oldest. Rules: M17.
         */
        get: operations["alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/volunteer/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a person is needed, the oldest first
         * @description Tasks about accounts that differ are derived from the ledger: they are gone when a late fact explains them. Rules: M10, M11.
         */
        get: operations["tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/volunteer/machines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The whole fleet, also what is on no map
         * @description Rules: M19.
         */
        get: operations["fleet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sync/snapshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All of a collection, to begin with
         * @description A machine reads `lots` and `machines`, of itself; people on duty what lies in their areas; operators everything. Go on from `feed` and `seq` with `GET /api/sync/changes`: what changed while this was read is told there. Rules: S11, S12.
         */
        get: operations["syncSnapshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sync/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changed since
         * @description A machine reads `lots` and `machines`, of itself; people on duty what lies in their areas; operators everything. `put` brings the whole record as it is now, `delete` says that there is none, or none for you any more. Ask on from `next`, at once while `more`. With `reset` there are no changes: what you may see has changed, the server was restored, or you were away for more than 90 days. Start over with a snapshot. Rules: S7, S8, S12.
         */
        get: operations["syncChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sync/hints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Be told at once that something changed
         * @description A stream of events, for ten minutes; then, and whenever it breaks, ask again. Each `hint` says how far the feed is, and nothing else: ask for the changes whatever it says, and when the stream begins. A comment comes every 20 seconds. Who does not read is cut off, and loses nothing by it. Machines need none: the reply to their status has `feedHead`. Rules: S9.
         */
        get: operations["syncHints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your passkeys
         * @description The newest first.
         */
        get: operations["listPasskeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/passkeys/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a new passkey
         * @description Give `options` to `PublicKeyCredential.parseCreationOptionsFromJSON` and its result to `navigator.credentials.create`, within five minutes. At most 16384 bytes.
         */
        post: operations["beginPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/passkeys/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep the passkey that the browser made
         * @description Send the `challenge` as it came, once, and what the browser made by its `toJSON()`. At most 65536 bytes.
         */
        post: operations["finishPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/passkeys/sign-in/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for any passkey of this site
         * @description Nobody is named: the browser shows whichever it has. Give `options` to `PublicKeyCredential.parseRequestOptionsFromJSON` and its result to `navigator.credentials.get`, within five minutes. At most 16384 bytes.
         */
        post: operations["beginPasskeySignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/passkeys/sign-in/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The answer of a passkey in, a token out
         * @description Send the `challenge` as it came, once. A passkey whose counter went back may have been copied, and signs nobody in any more. At most 65536 bytes. Rules: M2, M22.
         */
        post: operations["finishPasskeySignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/passkeys/{passkeyId}/rename": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call a passkey of yours something else
         * @description At most 16384 bytes.
         */
        post: operations["renamePasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/passkeys/{passkeyId}/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete a passkey of yours
         * @description It signs nobody in from now on. The browser keeps its half until somebody deletes it there. At most 16384 bytes.
         */
        post: operations["deletePasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/texts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set what the law asks to be visible
         * @description What is named is changed, all of it or nothing. `null` goes back: a text to the words of Exes, a contact to that of the network. At most 262144 bytes.
         */
        put: operations["setTexts"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/illness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who says that food made them ill
         * @description The reports that nobody has dealt with, the newest first, at most 200. Rules: M23.
         */
        get: operations["illness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People, with what was given to them
         * @description A coordinator sees those who have a role in an area of theirs. By name, at most 500.
         */
        get: operations["listPeople"];
        put?: never;
        /**
         * Make a person known
         * @description Without any role yet. The same address again is the same person, whose name stays. At most 16384 bytes.
         */
        post: operations["createPerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/people/{personId}/rename": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call a person something else
         * @description At most 16384 bytes.
         */
        post: operations["renamePerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/people/{personId}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a role
         * @description A coordinator gives that of a volunteer, in an area of their own. Nobody gives themselves anything. The same role that holds already is given no second time. At most 16384 bytes.
         */
        post: operations["giveGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/grants/{grantId}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a role
         * @description At once. The last operator whose role does not run out by itself stays one. What is over already stays as it is. At most 16384 bytes.
         */
        post: operations["endGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/people/{personId}/trainings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note that a person has passed a training
         * @description It gates `service` facts, whatever the role. Nobody notes their own. At most 16384 bytes.
         */
        post: operations["giveTraining"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/trainings/{trainingId}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a training back
         * @description At once. At most 16384 bytes.
         */
        post: operations["endTraining"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/people/{personId}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a way in for a person
         * @description A link for one sign-in within a day, to be shown as a QR where there is no mail. Only the newest one works. Who made it is in the audit. At most 16384 bytes.
         */
        post: operations["makeLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/people/{personId}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a person is signed in
         * @description The one seen last comes first.
         */
        get: operations["listPersonDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/people/{personId}/devices/{deviceId}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shut out a lost phone
         * @description At once. What it has not sent it may still hand over, to be looked at. At most 16384 bytes. Rules: M2.
         */
        post: operations["revokePersonDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/areas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Areas and their machines
         * @description A coordinator sees their own. By name.
         */
        get: operations["listAreas"];
        put?: never;
        /**
         * Make an area
         * @description A named set of machines. A machine may lie in several. At most 262144 bytes.
         */
        post: operations["createArea"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/areas/{areaId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rename an area, or say which machines lie in it
         * @description What is named is changed. `machineIds` are all machines of the area from now on. At most 262144 bytes.
         */
        post: operations["changeArea"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed what
         * @description People, roles, areas, devices, trainings, machines, configuration, texts, and what was decided of quarantined facts. The newest first. Nothing of it can be changed, and no secret and no name stands in it: names are those of now.
         */
        get: operations["readAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Facts that wait for an operator
         * @description The oldest first, at most 200. Rules: M10, M23.
         */
        get: operations["listQuarantine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operator/quarantine/{quarantineId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Release a fact, or dismiss it
         * @description What was told by somebody who may not, by a revoked device, or what the server could not deal with, is judged again in its place, as of the time when it came, and applied once. Everything can be dismissed: nothing is done, and it is asked for no more. At most 16384 bytes. Rules: M9, M10.
         */
        post: operations["decideQuarantine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the server can serve
         * @description For whoever starts or watches it. The database is asked, and the free space of its disk. Rules: O8.
         */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This specification as JSON
         * @description This specification as JSON
         */
        get: operations["openapiJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This specification as YAML
         * @description This specification as YAML
         */
        get: operations["openapiYaml"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This specification as a page
         * @description This specification as a page
         */
        get: operations["docs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/docs.css": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The looks of that page
         * @description The looks of that page
         */
        get: operations["docsStyle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An id that a client makes: 15 characters, a to z and 0 to 9. */
        ClientId: string;
        /** @description A machine’s number, as a number or in digits. Answers always carry the number. */
        MachineId: number | string;
        /**
         * Format: date-time
         * @description A moment in UTC, RFC 3339.
         */
        Instant: string;
        /**
         * Format: date
         * @description A day that exists, in the machine’s time zone.
         */
        PlainDate: string;
        /** @description 32 bytes in base64url. */
        Secret: string;
        Register: {
            /** @description The one-time code, as the operator gave it; hyphens, spaces and small letters do not matter. */
            enrolmentCode: string;
            /** @description 32 random bytes that the machine made itself, in base64url. */
            secret: components["schemas"]["Secret"];
            /** @description What the machine is made of. */
            hardware: {
                /** @description What the maker calls it. */
                model?: string;
                /** @description The maker’s number of it. */
                serial?: string;
                /** @description The compartments. Every slot has its own number. */
                slots: components["schemas"]["HardwareSlot"][];
                /** @description The names of its thermometers. */
                sensors?: string[];
                /** @description Which slots are cooled together, and which sensors tell of them. */
                zones?: components["schemas"]["Zone"][];
            };
        };
        RegisterReply: {
            /** @description The machine’s number: given once, never given again. */
            machineId: number;
            /**
             * @description Whether it is accepted, or waits for an operator.
             * @enum {string}
             */
            status: "accepted" | "pending" | "rejected";
            /** @description Seconds until the next status, or until a pending machine may ask again. */
            interval: number;
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        Authenticate: {
            /** @description The machine’s number: given once, never given again. */
            machineId: components["schemas"]["MachineId"];
            /** @description 32 random bytes that the machine made itself, in base64url. */
            secret: string;
        };
        AuthenticateReply: {
            /** @description Send it bare in the header `Authorization`. */
            token: string;
            /** @description Until when it is good. */
            expiresAt: components["schemas"]["Instant"];
            /** @description The machine’s number: given once, never given again. */
            machineId: number;
            /**
             * @description Whether it is accepted, or waits for an operator.
             * @enum {string}
             */
            status: "accepted" | "pending";
            /** @description Seconds until the next status, or until a pending machine may ask again. */
            interval: number;
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        Status: {
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the machine’s software. */
            appVersion: string;
            /**
             * @description Why it started.
             * @enum {string}
             */
            bootReason?: "firstStart" | "reload" | "update" | "crash" | "PowerUp" | "Watchdog" | "unknown";
            /** @description The part that holds locks and sensors. */
            controller?: {
                /** @description Whether it answers. */
                linked: boolean;
                /** @description The version of its firmware. */
                firmware?: string;
                id?: string;
            };
            /** @description What the thermometers say now. */
            temperatures?: {
                /** @description The name of a sensor. */
                sensor: string;
                /** @description Degrees Celsius. */
                celsius: number;
            }[];
            /** @description Which doors are open. */
            doors?: {
                /** @description The number on the door. */
                slot: number;
                open: boolean;
            }[];
            /**
             * @description Where the power comes from.
             * @enum {string}
             */
            power?: "mains" | "battery" | "lost" | "unknown";
            /** @description The compartments. */
            slots?: {
                /** @description The number on the door. */
                slot: number;
                /**
                 * @description What is so now.
                 * @enum {string}
                 */
                state: "ok" | "fault" | "full" | "locked";
            }[];
            /** @description What has not been sent yet. */
            outbox?: {
                /** @description How many facts. */
                pending: number;
                /** @description The oldest one’s `occurredAt`. */
                oldestAt: components["schemas"]["Instant"] | null;
            };
            /** @description The cold-chain state of each zone. */
            coldChain?: {
                /** @description The name of a zone. */
                zone: string;
                /**
                 * @description What is so now.
                 * @enum {string}
                 */
                state: "ok" | "watch" | "warn" | "locked" | "unknown";
                /** @description Since when. */
                since: components["schemas"]["Instant"];
            }[];
            /** @description The version of the configuration; 0 is none. */
            configVersion?: number;
            /** @description Keys of the configuration that the machine could not take, and why. */
            refusedConfig?: {
                /** @description The key of the configuration. */
                key: string;
                /** @description Why, as a short word. */
                code: string;
            }[];
            /** @description How far the machine’s clock is ahead of the server’s. */
            clockOffsetMs?: number;
            /** @description What is inside. */
            stock?: {
                /** @description The lot’s id, made by the machine that took it in. */
                lotId: components["schemas"]["ClientId"];
                /** @description What one person would take as one helping or one piece. */
                portions: number;
            }[];
        };
        StatusReply: {
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
            /** @description Seconds until the next status, or until a pending machine may ask again. */
            interval: number;
            /** @description The version of the configuration; 0 is none. */
            configVersion: number;
            /** @description What the machine is asked to do, until an `outcome` fact says what became of it. */
            commands: components["schemas"]["Command"][];
            /** @description The alerts that are open at this machine. */
            openAlerts: components["schemas"]["OpenAlert"][];
            /** @description The id of the change feed: another one after a restore. A server without a feed says null. */
            feed: string | null;
            /** @description The newest place in the feed. A server without a feed says null. */
            feedHead: number | null;
            /** @description What has arrived of the newest epoch; null before the first fact. */
            acked: components["schemas"]["Acked"];
        };
        Acked: {
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: string;
            /** @description The end of the run without gaps from 1. */
            throughSeq: number;
            /** @description The highest seq that has arrived. */
            highestSeq: number;
            /** @description Seqs between that have not arrived, at most the 100 lowest: send them again. */
            missingSeqs: number[];
        } | null;
        OpenAlert: {
            /** @description The alert. */
            alertId: string;
            /**
             * @description What kind of thing it is.
             * @enum {string}
             */
            kind: "temperature" | "door_open" | "power" | "lock" | "sensor" | "controller_lost" | "offline" | "tamper" | "full" | "cleaning" | "storage" | "clock" | "journal_overflow" | "other";
            /**
             * @description How bad it is.
             * @enum {string}
             */
            severity: "info" | "warning" | "critical";
            /** @description Since when. */
            since: components["schemas"]["Instant"];
            /** @description The number on the door. */
            slot?: number;
            /** @description The name of a sensor. */
            sensor?: string;
        };
        Command: {
            /** @description The command’s id. */
            commandId: string;
            /** @description What to do; answer an unknown one with an `outcome` that is `refused`. */
            op: string;
            /** @description What the command needs to know. */
            args: unknown;
            /** @description Until when it is good. */
            expiresAt: components["schemas"]["Instant"];
        };
        ConfigReply: {
            /** @description The machine’s number: given once, never given again. */
            machineId: number;
            /** @description The version of this configuration. */
            version: number;
            /** @description The configuration itself. */
            config: components["schemas"]["MachineConfig"];
        };
        MachineConfig: {
            /** @description Seconds between two statuses; the status reply’s wins. */
            interval: number;
            /** @description The machine’s IANA time zone, in which plain dates are meant. */
            timeZone: string & unknown;
            /** @description The food rules that hold there. Its profile and version are those of its document. */
            policy: {
                /** @description Which law they follow. */
                profile: string;
                /** @description The version of this configuration. */
                version: string;
                /** @description The rules as data. */
                document: components["schemas"]["PolicyDocument"];
            };
            /** @description Which slots are cooled together, and which sensors tell of them. */
            zones: components["schemas"]["Zone"][];
            /** @description The compartments. */
            slots: {
                /** @description The number on the door. */
                slot: number;
                /**
                 * @description How it has to be kept, or how the slot keeps.
                 * @enum {string}
                 */
                storage: "ambient" | "chilled" | "frozen";
                /** @description How much the slot holds. */
                litres?: number;
                /**
                 * @description What kind of thing it is.
                 * @enum {string}
                 */
                kind: "shelf" | "locker";
                /** @description The channel of the controller that opens it. */
                lock?: number;
            }[];
            /** @description What must not be given out. */
            recalls: components["schemas"]["Recall"][];
            /** @description The languages of the screen. */
            languages: ("en" | "de" | "ar")[];
            /** @description Nothing can be given now; what is inside may still be taken. */
            donationPaused: boolean;
            /** @description A sentence for everybody. */
            notice: string | null;
            /** @description Seconds without a touch after which the screen asks whether somebody is there. */
            sessionSeconds: number;
            /** @description What one person should take at most in one go; null is no limit. */
            fairUsePortions: number | null;
            /** @description The digits that open the service screen. */
            servicePin: string | null;
            /** @description OpenStreetMap’s `opening_hours`; null where nobody knows. */
            openingHours: string | null;
        };
        PolicyDocument: {
            /**
             * @description Which law they follow.
             * @enum {string}
             */
            profile: "eu" | "uk" | "us";
            /** @description The version of this configuration. */
            version: string;
            graceDays: {
                produce: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                bakery: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                dairy: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                prepared: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                pantry: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                drinks: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                frozen: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                "meat-fish": {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                eggs: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                baby: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                other: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
            };
            preparedHours: {
                ambient: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                chilled: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                frozen: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
            };
            preparedNeedsLabel: {
                /** @description What was measured. */
                value: boolean;
                source: string;
            };
            refused: {
                categories: {
                    /**
                     * @description What kind of food.
                     * @enum {string}
                     */
                    category: "produce" | "bakery" | "dairy" | "prepared" | "pantry" | "drinks" | "frozen" | "meat-fish" | "eggs" | "baby" | "other";
                    source: string;
                }[];
                products: {
                    /** @enum {string} */
                    product: "raw-milk" | "minced-meat" | "raw-meat" | "raw-fish" | "raw-egg" | "cooked-rice" | "home-canned" | "wild-mushrooms" | "thawed" | "opened" | "buffet" | "alcohol";
                    source: string;
                }[];
            };
            cold: {
                chilledLimitC: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                frozenLimitC: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                warnMinutes: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                lockedMinutes: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                doorMinutes: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                serviceMinutes: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                cooledMinutes: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                discardHours: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                gapHours: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
                sensorHours: {
                    /** @description What was measured. */
                    value: number;
                    source: string;
                };
            };
        };
        Recall: {
            recallId: components["schemas"]["ClientId"];
            /** @description Since when. */
            since: components["schemas"]["Instant"];
            /** @description Why. */
            reason: string;
            match: {
                /** @description The digits of the barcode. */
                gtin?: string;
                /** @description What people call it. */
                name?: string;
                /** @description As on the pack. */
                brand?: string;
                /** @description As on the pack: what a recall names. */
                batch?: string;
                /** @description A code by which the donor may be found again. Kept apart from the fact, and not for long. */
                donorCode?: string;
                /**
                 * @description What kind of food.
                 * @enum {string}
                 */
                category?: "produce" | "bakery" | "dairy" | "prepared" | "pantry" | "drinks" | "frozen" | "meat-fish" | "eggs" | "baby" | "other";
                /** @description The machine’s number: given once, never given again. */
                machineId?: number;
                /** @description The first moment. */
                from?: components["schemas"]["Instant"];
                /** @description The last moment. */
                to?: components["schemas"]["Instant"];
            };
        };
        Zone: {
            /** @description The name of a zone. */
            zone: string;
            /**
             * @description How it has to be kept, or how the slot keeps.
             * @enum {string}
             */
            storage: "ambient" | "chilled" | "frozen";
            /** @description The compartments. */
            slots: number[];
            /** @description The names of its thermometers. */
            sensors: string[];
        };
        HardwareSlot: {
            /** @description The number on the door. */
            slot: number;
            /**
             * @description How it has to be kept, or how the slot keeps.
             * @enum {string}
             */
            storage: "ambient" | "chilled" | "frozen";
            /** @description How much the slot holds. */
            litres?: number;
            /**
             * @description What kind of thing it is.
             * @enum {string}
             */
            kind?: "shelf" | "locker";
            /** @description The channel of the controller that opens it. */
            lock?: number;
        };
        Donate: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /** @description The lot that was put in. */
            lot: components["schemas"]["Lot"];
            /**
             * @description What saw it: the door, the scale, or nothing.
             * @enum {string}
             */
            evidence?: "door" | "weight" | "none";
            /**
             * @description Nobody knows whether it was really put in: it is not offered.
             * @constant
             */
            unconfirmed?: true;
            /** @description A code by which the donor may be found again. Kept apart from the fact, and not for long. */
            donorCode?: string;
            /** @description What the scale says. */
            weighedGrams?: number;
        };
        Collect: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /** @description The lot’s id, made by the machine that took it in. */
            lotId: components["schemas"]["ClientId"];
            /** @description What one person would take as one helping or one piece. */
            portions: number;
            /** @description Net, for all portions of the fact. */
            grams?: number;
            /**
             * @description What saw it: the door, the scale, or nothing.
             * @enum {string}
             */
            evidence: "door" | "weight" | "none";
        };
        Expired: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /** @description The lot’s id, made by the machine that took it in. */
            lotId: components["schemas"]["ClientId"];
            /** @description What one person would take as one helping or one piece. */
            portions: number;
            /**
             * @description Why.
             * @enum {string}
             */
            reason: "expired" | "spoiled" | "recalled" | "damaged" | "unsafe" | "missing";
            /**
             * @description Nothing is left of the lot: it is closed for good.
             * @constant
             */
            final?: true;
            /** @description Net, for all portions of the fact. */
            grams?: number;
            /** @description For the people who look after the machine. Kept apart from the fact, and not for long. */
            note?: string;
        };
        Alert: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /**
             * @description What kind of thing it is.
             * @enum {string}
             */
            kind: "temperature" | "door_open" | "power" | "lock" | "sensor" | "controller_lost" | "offline" | "tamper" | "full" | "cleaning" | "storage" | "clock" | "journal_overflow" | "other";
            /**
             * @description How bad it is.
             * @enum {string}
             */
            severity: "info" | "warning" | "critical";
            /** @description Whether this ends the alert. */
            cleared: boolean;
            /** @description What was measured. */
            value?: number;
            /** @description The limit that was passed. */
            threshold?: number;
            /** @description The unit of the two. */
            unit?: string;
            /** @description The number on the door. */
            slot?: number;
            /** @description The name of a sensor. */
            sensor?: string;
            /** @description In words. Kept apart from the fact, and not for long. */
            message?: string;
        };
        /** @description `from`, `to`: Not before `from`. `minC`, `maxC`: Not below `minC`. `minC`, `meanC`, `maxC`: Between `minC` and `maxC`. */
        Reading: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /** @description The name of a sensor. */
            sensor: string;
            /** @description The first moment. */
            from: components["schemas"]["Instant"];
            /** @description The last moment. */
            to: components["schemas"]["Instant"];
            /** @description The lowest, in degrees Celsius. */
            minC: number;
            /** @description The highest, in degrees Celsius. */
            maxC: number;
            /** @description The mean, in degrees Celsius. */
            meanC: number;
            /** @description How many measurements. */
            samples: number;
        };
        Safety: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /** @description The name of a zone. */
            zone: string;
            /**
             * @description What is so now.
             * @enum {string}
             */
            state: "ok" | "watch" | "warn" | "locked" | "unknown";
            /** @description Since when. */
            since: components["schemas"]["Instant"];
            /** @description How long it has been too warm, in milliseconds. */
            aboveLimitMs: number;
            /** @description The version of the food rules that were used. */
            policyVersion: string;
        };
        /** @description `done`, `measuredC`: What was measured. */
        Service: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /** @description The name of a zone. */
            zone?: string;
            /** @description The number on the door. */
            slot?: number;
            /** @description What was done at the machine. */
            done: ("clean" | "measure" | "restock" | "reopen")[];
            /** @description The temperature that a person measured. */
            measuredC?: number;
            /** @description The code of who did it. Kept apart from the fact. */
            personCode?: string;
        };
        MoveOut: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /** @description One id for leaving and arriving. */
            moveId: components["schemas"]["ClientId"];
            /** @description The lot’s id, made by the machine that took it in. */
            lotId: components["schemas"]["ClientId"];
            /** @description What one person would take as one helping or one piece. */
            portions: number;
            /** @description The number on the door. */
            slot?: number;
            /** @description Minutes on the way without cold. */
            minutesWarm?: number;
        };
        MoveIn: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /** @description One id for leaving and arriving. */
            moveId: components["schemas"]["ClientId"];
            /** @description The lot’s id, made by the machine that took it in. */
            lotId: components["schemas"]["ClientId"];
            /** @description What one person would take as one helping or one piece. */
            portions: number;
            /** @description The number on the door. */
            slot?: number;
            /** @description Minutes on the way without cold. */
            minutesWarm?: number;
        };
        /** @description `portions`, `reason`: Not 0, unless somebody counted. */
        Adjust: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /** @description The lot’s id, made by the machine that took it in. */
            lotId: components["schemas"]["ClientId"];
            /** @description The difference: above zero there was more. */
            portions: number;
            /**
             * @description Why.
             * @enum {string}
             */
            reason: "counted" | "corrected" | "returned";
        };
        /** @description `taskId`, `alertId`: Either a taskId or an alertId. `action`, `until`: An instant in UTC, because of the action. `action`, `toPersonId`: Who takes it, because of the action. */
        Task: ({
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /** @description The task. */
            taskId?: components["schemas"]["ClientId"];
            /** @description The alert. */
            alertId?: components["schemas"]["ClientId"];
            /**
             * @description What the person does with it.
             * @enum {string}
             */
            action: "claim" | "release" | "snooze" | "handOver" | "done";
            /** @description Until when. */
            until?: components["schemas"]["Instant"];
            /** @description Why. */
            reason?: string;
            /** @description Who takes it over. */
            toPersonId?: components["schemas"]["ClientId"];
        } & (unknown & unknown)) & (unknown | unknown);
        /** @description `openedAt`, `closedAt`: Not before `openedAt`. */
        Access: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /** @description The number on the door. */
            slot: number;
            /** @description When the door opened. */
            openedAt: components["schemas"]["Instant"];
            /** @description When it was closed again. */
            closedAt?: components["schemas"]["Instant"];
            /**
             * @description How it came to open.
             * @enum {string}
             */
            cause: "forced" | "key" | "unknown";
        };
        Outcome: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /** @description The command’s id. */
            commandId: string;
            /**
             * @description What became of the command.
             * @enum {string}
             */
            result: "done" | "refused" | "expired";
            /** @description Why, as a short word. */
            code?: string;
        };
        /** @description `fromSeq`, `toSeq`: Not below `fromSeq`. `toSeq`, `seq`: Below the `seq` of the fact itself. */
        Gap: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: components["schemas"]["ClientId"];
            /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
            epoch: components["schemas"]["ClientId"];
            /** @description The place in the outbox: 1, 2, 3, without gaps in one epoch. */
            seq: number;
            /** @description When it happened, by the client’s clock. */
            occurredAt: components["schemas"]["Instant"];
            /** @description The id of this start of the machine, made at each start. */
            bootId: components["schemas"]["ClientId"];
            /** @description Milliseconds since that start, by a clock that never jumps. */
            uptimeMs: number;
            /** @description The version of the fact’s form; 1 where it is left out. */
            v?: number;
            /** @description The machine’s number: given once, never given again. */
            machineId?: components["schemas"]["MachineId"];
            /** @description The first one that is lost. */
            fromSeq: number;
            /** @description The last one that is lost. */
            toSeq: number;
            /**
             * @description Why.
             * @enum {string}
             */
            reason: "evicted" | "corrupt";
        };
        /** @description `dateKind`, `date`: A date such as 2026-11-23, because of the dateKind. `dateKind`, `preparedAt`: An instant in UTC, because of the dateKind. */
        Lot: {
            /** @description The lot’s id, made by the machine that took it in. */
            lotId: components["schemas"]["ClientId"];
            /** @description The number on the door. */
            slot: number;
            /** @description What people call it. */
            name: string;
            /**
             * @description What kind of food.
             * @enum {string}
             */
            category: "produce" | "bakery" | "dairy" | "prepared" | "pantry" | "drinks" | "frozen" | "meat-fish" | "eggs" | "baby" | "other";
            /**
             * @description How it has to be kept, or how the slot keeps.
             * @enum {string}
             */
            storage: "ambient" | "chilled" | "frozen";
            /**
             * @description Which date it has: `date` for `useBy` and `bestBefore`, `preparedAt` for what was cooked.
             * @enum {string}
             */
            dateKind: "useBy" | "bestBefore" | "preparedAt";
            /** @description The date on the pack. */
            date?: components["schemas"]["PlainDate"];
            /** @description When it was cooked. */
            preparedAt?: components["schemas"]["Instant"];
            /** @description What one person would take as one helping or one piece. */
            portions: number;
            /** @description Net, for all portions of the fact. */
            grams?: number;
            /** @description What the donor says of the 14 allergens; null where nobody knows. */
            allergens: components["schemas"]["Allergens"] | null;
            /** @description What the donor says it is right for. */
            diets?: ("vegan" | "vegetarian" | "halal" | "kosher" | "gluten-free" | "lactose-free")[];
            /** @description The digits of the barcode. */
            gtin?: string;
            /** @description As on the pack. */
            ingredients?: string;
            /**
             * @description A label with the ingredients is on it, the donor says.
             * @constant
             */
            labelled?: true;
            /**
             * @description One of the kinds that rules single out, where the donor says that it is one.
             * @enum {string}
             */
            productKind?: "raw-milk" | "minced-meat" | "raw-meat" | "raw-fish" | "raw-egg" | "cooked-rice" | "home-canned" | "wild-mushrooms" | "thawed" | "opened" | "buffet" | "alcohol";
            /** @description As on the pack. */
            brand?: string;
            /** @description As on the pack: what a recall names. */
            batch?: string;
        };
        Allergens: {
            /** @description What is in it. */
            contains: ("celery" | "gluten" | "crustaceans" | "egg" | "fish" | "lupin" | "milk" | "molluscs" | "mustard" | "nuts" | "peanuts" | "sesame" | "soya" | "sulphites")[];
            /** @description What there may be traces of. */
            mayContain: ("celery" | "gluten" | "crustaceans" | "egg" | "fish" | "lupin" | "milk" | "molluscs" | "mustard" | "nuts" | "peanuts" | "sesame" | "soya" | "sulphites")[];
            /** @description What it is surely free of. */
            freeOf: ("celery" | "gluten" | "crustaceans" | "egg" | "fish" | "lupin" | "milk" | "molluscs" | "mustard" | "nuts" | "peanuts" | "sesame" | "soya" | "sulphites")[];
        };
        Batch: {
            /** @description The facts, in the order of their seq. */
            events: components["schemas"]["Fact"][];
            /** @description When this request was sent, by the client’s clock. */
            sentAt?: components["schemas"]["Instant"];
            /** @description The uptime when this request was sent: from it the server knows how long ago each fact was. */
            sentUptimeMs?: number;
            /** @description The id of this start of the machine, made at each start. */
            bootId?: components["schemas"]["ClientId"];
        };
        Sending: {
            /** @description When this request was sent, by the client’s clock. */
            sentAt?: components["schemas"]["Instant"];
            /** @description The uptime when this request was sent: from it the server knows how long ago each fact was. */
            sentUptimeMs?: number;
        };
        BatchReply: {
            /** @description One for each fact, in the order sent. */
            results: components["schemas"]["FactResult"][];
            /** @description The end of the run without gaps from 1 in this epoch. */
            ackedThroughSeq: number;
            /** @description Seqs between that have not arrived, at most the 100 lowest: send them again. */
            missingSeqs: number[];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        FactResult: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: string | null;
            /**
             * @description What became of the fact. This word alone acknowledges.
             * @enum {string}
             */
            result: "accepted" | "duplicate" | "acceptedWithWarning" | "quarantined";
            /**
             * @description Why, as a stable word. Go by `result` where you do not know it.
             * @enum {string}
             */
            code?: "duplicate" | "lot_exists" | "unknown_lot" | "stock_negative" | "refused_food" | "no_label" | "wrong_storage" | "unknown_slot" | "use_by_past" | "date_too_far" | "prepared_in_future" | "claimed_by_another" | "cannot_take" | "malformed" | "too_large" | "version_unknown" | "other_machine" | "role_may_not" | "device_revoked" | "event_conflict" | "seq_conflict" | "seq_out_of_range" | "internal";
            /** @description Each wrong field by its path, such as `lot.portions`; `request` where it is about no field. */
            data?: components["schemas"]["FieldErrors"];
        };
        FactReply: {
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: string;
            /**
             * @description What became of the fact. This word alone acknowledges.
             * @enum {string}
             */
            result: "accepted" | "duplicate" | "acceptedWithWarning";
            /**
             * @description Why, as a stable word. Go by `result` where you do not know it.
             * @enum {string}
             */
            code?: "duplicate" | "lot_exists" | "unknown_lot" | "stock_negative" | "refused_food" | "no_label" | "wrong_storage" | "unknown_slot" | "use_by_past" | "date_too_far" | "prepared_in_future" | "claimed_by_another" | "cannot_take" | "malformed" | "too_large" | "version_unknown" | "other_machine" | "role_may_not" | "device_revoked" | "event_conflict" | "seq_conflict" | "seq_out_of_range" | "internal";
            /** @description The end of the run without gaps from 1 in this epoch. */
            ackedThroughSeq: number;
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        RefusedFact: {
            /** @description The HTTP status once more. */
            status: number;
            /** @description In words, for a log. */
            message: string;
            /** @description Each wrong field by its path, such as `lot.portions`; `request` where it is about no field. */
            data: components["schemas"]["FieldErrors"];
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: string | null;
            /**
             * @description What became of the fact. This word alone acknowledges.
             * @constant
             */
            result: "quarantined";
            /**
             * @description Why, as a stable word. Go by `result` where you do not know it.
             * @enum {string}
             */
            code: "duplicate" | "lot_exists" | "unknown_lot" | "stock_negative" | "refused_food" | "no_label" | "wrong_storage" | "unknown_slot" | "use_by_past" | "date_too_far" | "prepared_in_future" | "claimed_by_another" | "cannot_take" | "malformed" | "too_large" | "version_unknown" | "other_machine" | "role_may_not" | "device_revoked" | "event_conflict" | "seq_conflict" | "seq_out_of_range" | "internal";
            /** @description To a person whose role does not go so far: names of those to ask. */
            ask?: string[];
            /** @description The end of the run without gaps from 1 in this epoch. */
            ackedThroughSeq: number;
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        NearestReply: {
            /** @description The machines. */
            machines: components["schemas"]["NearMachine"][];
            /** @description How many match, counted up to 1,000. */
            total: number;
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        NearMachine: {
            /** @description The machine’s number: given once, never given again. */
            machineId: number;
            /**
             * @description `controller`: a kiosk with doors. `none`: a fridge without electronics.
             * @enum {string}
             */
            hardware: "controller" | "none";
            /** @description What people call it. */
            name: string;
            /** @description Street and number, as people would say it. */
            address: string | null;
            /** @description Latitude in degrees, north is positive. */
            lat: number;
            /** @description Longitude in degrees, east is positive. */
            lon: number;
            /** @description Metres along the great circle. */
            distanceM: number;
            /** @description Whether food can be collected there now. */
            canCollect: boolean;
            /** @description Whether food can be given there now. */
            canDonate: boolean;
            /** @description Why not. */
            reasons: ("offline" | "closed" | "paused" | "empty" | "full" | "locked" | "fault")[];
            /** @description null where the hours are not known. */
            openNow: boolean | null;
            /** @description What may be offered there now. */
            stock: {
                /** @description What one person would take as one helping or one piece. */
                portions: number;
                /** @description How many lots. */
                lots: number;
                /** @description Portions by kind of food. */
                byCategory: {
                    produce?: number;
                    bakery?: number;
                    dairy?: number;
                    prepared?: number;
                    pantry?: number;
                    drinks?: number;
                    frozen?: number;
                    "meat-fish"?: number;
                    eggs?: number;
                    baby?: number;
                    other?: number;
                };
            };
            /**
             * @description How old the news is: `unknown` is never good.
             * @enum {string}
             */
            freshness: "fresh" | "stale" | "reported" | "unknown";
            /** @description When the machine last spoke; null if it never has. */
            lastSeenAt: components["schemas"]["Instant"] | null;
        };
        Snapshot: {
            /** @description The machines. */
            machines: components["schemas"]["SnapshotMachine"][];
        };
        SnapshotMachine: {
            /** @description The machine’s number: given once, never given again. */
            machineId: number;
            /**
             * @description `controller`: a kiosk with doors. `none`: a fridge without electronics.
             * @enum {string}
             */
            hardware: "controller" | "none";
            /** @description Made by the demonstration. */
            demo: boolean;
            /** @description What people call it. */
            name: string;
            /** @description Street and number, as people would say it. */
            address: string | null;
            /** @description Latitude in degrees, north is positive. */
            lat: number;
            /** @description Longitude in degrees, east is positive. */
            lon: number;
            /** @description The machine’s IANA time zone, in which plain dates are meant. */
            timeZone: string;
            /** @description OpenStreetMap’s `opening_hours`; null where nobody knows. */
            openingHours: string | null;
            /** @description Nothing can be given now; what is inside may still be taken. */
            donationPaused: boolean;
            /** @description A sentence for everybody. */
            notice: string | null;
            /** @description Seconds between two statuses, as last sent to the machine. */
            interval: number;
            /** @description When it last spoke, in milliseconds since 1970; null if it never has. */
            lastSeenAt: number | null;
            /** @description Since when a fact has been waiting at the machine, in milliseconds since 1970. */
            waitingSince: number | null;
            /** @description The compartments. */
            slots: {
                /** @description The number on the door. */
                slot: number;
                /**
                 * @description How it has to be kept, or how the slot keeps.
                 * @enum {string}
                 */
                storage: "ambient" | "chilled" | "frozen";
                /**
                 * @description What kind of thing it is.
                 * @enum {string}
                 */
                kind: "shelf" | "locker";
                /**
                 * @description What is so now.
                 * @enum {string}
                 */
                state: "ok" | "fault" | "full" | "locked";
                /** @description Whether anything is inside. */
                occupied: boolean;
            }[];
            /** @description The lots that may be offered now or later. */
            lots: components["schemas"]["SnapshotLot"][];
        };
        SnapshotLot: {
            /** @description The lot’s id, made by the machine that took it in. */
            lotId: components["schemas"]["ClientId"];
            /** @description The number on the door. */
            slot: number;
            /** @description What people call it. */
            name: string;
            /**
             * @description What kind of food.
             * @enum {string}
             */
            category: "produce" | "bakery" | "dairy" | "prepared" | "pantry" | "drinks" | "frozen" | "meat-fish" | "eggs" | "baby" | "other";
            /**
             * @description How it has to be kept, or how the slot keeps.
             * @enum {string}
             */
            storage: "ambient" | "chilled" | "frozen";
            /**
             * @description Which date it has: `date` for `useBy` and `bestBefore`, `preparedAt` for what was cooked.
             * @enum {string}
             */
            dateKind: "useBy" | "bestBefore" | "preparedAt";
            /** @description The date on the pack. */
            date?: components["schemas"]["PlainDate"];
            /** @description When it was cooked. */
            preparedAt?: components["schemas"]["Instant"];
            /** @description What one person would take as one helping or one piece. */
            portions: number;
            /** @description What the donor says of the 14 allergens; null where nobody knows. */
            allergens: components["schemas"]["Allergens"] | null;
            /** @description What the donor says it is right for. */
            diets: ("vegan" | "vegetarian" | "halal" | "kosher" | "gluten-free" | "lactose-free")[];
            /** @description From when it is offered, in milliseconds since 1970. */
            from: number;
            /** @description Until when it is offered, in milliseconds since 1970. */
            until: number;
        };
        RequestCode: {
            /** @description The address under which the person is known. */
            email: string & unknown;
            /**
             * @description Of the mail; without it the header `Accept-Language` decides.
             * @enum {string}
             */
            language?: "en" | "de" | "ar";
        };
        RequestCodeReply: {
            /** @description Goes with the digits of the mail. Keep it to yourself. */
            requestId: components["schemas"]["ClientId"];
            /** @description Until when it is good. */
            expiresAt: components["schemas"]["Instant"];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        /** @description `code`, `requestId`, `digits`: The code of a link, or `requestId` and `digits`. */
        SignIn: {
            /** @description The code of the link. */
            code?: string;
            /** @description Goes with the digits of the mail. Keep it to yourself. */
            requestId?: components["schemas"]["ClientId"];
            /** @description The six digits of the mail. */
            digits?: string;
            /** @description What the person will call this device. */
            deviceName?: string;
        };
        SignInReply: {
            /** @description Send it bare in the header `Authorization`. */
            token: string;
            /** @description Until when it is good. */
            expiresAt: components["schemas"]["Instant"];
            /** @description The id of a device on which a person is signed in. */
            deviceId: components["schemas"]["ClientId"];
            /** @description Who it is. */
            person: components["schemas"]["Person"];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        MeReply: {
            /** @description Who it is. */
            person: components["schemas"]["Person"];
            /** @description The id of a device on which a person is signed in. */
            deviceId: components["schemas"]["ClientId"];
            /** @description The next token, where the one that was sent is a day old or more. */
            token?: string;
            /** @description Of the next token. */
            expiresAt?: components["schemas"]["Instant"];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        Person: {
            /** @description The person’s id. */
            personId: string;
            /** @description What people call it. */
            name: string;
            /** @description The address under which the person is known. */
            email: string;
            /**
             * @description The highest role that is granted now, anywhere.
             * @enum {string}
             */
            role: "public" | "volunteer" | "coordinator" | "operator";
            /** @description Made by the demonstration. */
            demo: boolean;
            /** @description Every role that is granted now, and where. */
            grants: components["schemas"]["Grant"][];
            /** @description What the person has learnt. */
            trainings: components["schemas"]["Training"][];
        };
        Grant: {
            /**
             * @description What the person may do.
             * @enum {string}
             */
            role: "volunteer" | "coordinator" | "operator";
            /** @description The area’s id; null: everywhere. */
            areaId: string | null;
            /** @description What people call the area. */
            areaName: string | null;
            /** @description Until when; null: until somebody ends it. */
            endsAt: components["schemas"]["Instant"] | null;
        };
        Training: {
            /**
             * @description What kind of thing it is.
             * @enum {string}
             */
            kind: "service";
            /** @description Until when that counts. */
            validUntil: components["schemas"]["Instant"];
        };
        Device: {
            /** @description The id of a device on which a person is signed in. */
            deviceId: components["schemas"]["ClientId"];
            /** @description What people call it. */
            name: string;
            /** @description Since when. */
            createdAt: components["schemas"]["Instant"];
            /** @description When it last asked for something, to the minute. */
            lastSeenAt: components["schemas"]["Instant"];
            /** @description Until when it is good. */
            expiresAt: components["schemas"]["Instant"];
            /** @description When it was signed out; null: it is not. */
            revokedAt: components["schemas"]["Instant"] | null;
            /** @description Whether it is the one that asks. */
            current: boolean;
        };
        DevicesReply: {
            /** @description The one that asks first, then the one seen last. */
            devices: components["schemas"]["Device"][];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        RenameDevice: {
            /** @description What people call it. */
            name: string;
        };
        RevokeDevice: Record<string, never>;
        DeviceReply: {
            /** @description The device as it is now. */
            device: components["schemas"]["Device"];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        BeginPasskey: Record<string, never>;
        PasskeyChallenge: {
            /** @description To be sent back with the credential, once. */
            challenge: string;
            /** @description `publicKey` of `navigator.credentials`, as JSON. */
            options: {
                [key: string]: unknown;
            };
            /** @description Until when it is good. */
            expiresAt: components["schemas"]["Instant"];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        FinishPasskey: {
            /** @description To be sent back with the credential, once. */
            challenge: string;
            /** @description What `navigator.credentials` gave, as JSON. */
            credential: {
                id: string;
                rawId: string;
                /**
                 * @description Which fact it is.
                 * @constant
                 */
                type: "public-key";
                response: {
                    [key: string]: unknown;
                };
                clientExtensionResults?: {
                    [key: string]: unknown;
                };
                authenticatorAttachment?: string | null;
            };
            /** @description What people call it. */
            name?: string;
        };
        SignInPasskey: {
            /** @description To be sent back with the credential, once. */
            challenge: string;
            /** @description What `navigator.credentials` gave, as JSON. */
            credential: {
                id: string;
                rawId: string;
                /**
                 * @description Which fact it is.
                 * @constant
                 */
                type: "public-key";
                response: {
                    [key: string]: unknown;
                };
                clientExtensionResults?: {
                    [key: string]: unknown;
                };
                authenticatorAttachment?: string | null;
            };
            /** @description What the person will call this device. */
            deviceName?: string;
        };
        Passkey: {
            /** @description The id of a passkey. */
            passkeyId: string;
            /** @description What people call it. */
            name: string;
            /** @description Since when. */
            createdAt: components["schemas"]["Instant"];
            /** @description When it last signed somebody in; null: never. */
            lastUsedAt: components["schemas"]["Instant"] | null;
            /** @description Since when it may be a copy, and signs nobody in; null: it is sound. */
            suspectSince: components["schemas"]["Instant"] | null;
        };
        PasskeysReply: {
            /** @description The newest first. */
            passkeys: components["schemas"]["Passkey"][];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        RenamePasskey: {
            /** @description What people call it. */
            name: string;
        };
        DeletePasskey: Record<string, never>;
        PasskeyReply: {
            /** @description The passkey as it is now. */
            passkey: components["schemas"]["Passkey"];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        MayNot: {
            /** @description Whether it is accepted, or waits for an operator. */
            status: number;
            /** @description In words. Kept apart from the fact, and not for long. */
            message: string;
            /** @description Each wrong field by its path, such as `lot.portions`; `request` where it is about no field. */
            data: components["schemas"]["FieldErrors"];
            /** @description Names of those who may: coordinators of the person’s areas first. */
            ask: string[];
        };
        GivenGrant: {
            /** @description The id of what was given. */
            grantId: string;
            /**
             * @description What the person may do.
             * @enum {string}
             */
            role: "volunteer" | "coordinator" | "operator";
            /** @description The area’s id; null: everywhere. */
            areaId: string | null;
            /** @description What people call the area. */
            areaName: string | null;
            /** @description From when on. */
            startsAt: components["schemas"]["Instant"];
            /** @description Until when; null: until somebody ends it. */
            endsAt: components["schemas"]["Instant"] | null;
            /** @description The name of the person who gave it; null at the command line. */
            givenBy: string | null;
            /** @description Whether the one who asks may end it. */
            mayEnd: boolean;
        };
        GivenTraining: {
            /** @description The id of what was noted. */
            trainingId: string;
            /**
             * @description What kind of thing it is.
             * @enum {string}
             */
            kind: "service";
            /** @description Until when that counts. */
            validUntil: components["schemas"]["Instant"];
            /** @description The name of the person who gave it; null at the command line. */
            givenBy: string | null;
        };
        KnownPerson: {
            /** @description The person’s id. */
            personId: string;
            /** @description What people call it. */
            name: string;
            /** @description The address under which the person is known. */
            email: string;
            /**
             * @description The highest role that is granted now, anywhere; `public`: none.
             * @enum {string}
             */
            role: "public" | "volunteer" | "coordinator" | "operator";
            /** @description Made by the demonstration. */
            demo: boolean;
            /** @description Every role that is granted now, and where. */
            grants: components["schemas"]["GivenGrant"][];
            /** @description What the person has learnt. */
            trainings: components["schemas"]["GivenTraining"][];
            /** @description When a device of theirs last asked for something; null: never. */
            lastSeenAt: components["schemas"]["Instant"] | null;
            /** @description Whether the one who asks looks after this person: name, way in, devices, trainings. */
            mayChange: boolean;
        };
        PeopleReply: {
            /** @description By their names. */
            people: components["schemas"]["KnownPerson"][];
            more: boolean;
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        CreatePerson: {
            /** @description The address under which the person is known. */
            email: string & unknown;
            /** @description What people call it. */
            name: string;
        };
        RenamePerson: {
            /** @description What people call it. */
            name: string;
        };
        KnownPersonReply: {
            /** @description Who it is. */
            person: components["schemas"]["KnownPerson"];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        GiveGrant: {
            /**
             * @description What the person may do.
             * @enum {string}
             */
            role: "volunteer" | "coordinator" | "operator";
            /** @description The area’s id; null: everywhere. */
            areaId: components["schemas"]["ClientId"] | null;
            /** @description From when on. */
            startsAt?: components["schemas"]["Instant"];
            /** @description Until when; null: until somebody ends it. */
            endsAt?: components["schemas"]["Instant"] | null;
        };
        EndGrant: Record<string, never>;
        GiveTraining: {
            /**
             * @description What kind of thing it is.
             * @enum {string}
             */
            kind: "service";
            /** @description Until when that counts. */
            validUntil: components["schemas"]["Instant"];
        };
        EndTraining: Record<string, never>;
        MakeLink: Record<string, never>;
        LinkReply: {
            /** @description To be opened once. Its code is shown this once. */
            signInUrl: string;
            /** @description Until when it is good. */
            expiresAt: components["schemas"]["Instant"];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        RevokePersonDevice: Record<string, never>;
        Area: {
            /** @description The area’s id; null: everywhere. */
            areaId: string;
            /** @description What people call it. */
            name: string;
            /** @description The numbers of its machines. */
            machineIds: number[];
        };
        AreasReply: {
            /** @description By their names. */
            areas: components["schemas"]["Area"][];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        CreateArea: {
            /** @description What people call it. */
            name: string;
            /** @description The numbers of its machines. */
            machineIds?: components["schemas"]["MachineId"][];
        };
        ChangeArea: {
            /** @description What people call it. */
            name?: string;
            /** @description The numbers of its machines. */
            machineIds?: components["schemas"]["MachineId"][];
        };
        AreaReply: {
            /** @description The area as it is now. */
            area: components["schemas"]["Area"];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        ChangesReply: {
            /** @description The feed, with what you may see. Another one comes with `reset`. */
            feed: string;
            /** @description In order; of each thing its newest change alone. */
            changes: {
                /** @description The place of this change in the feed. */
                seq: number;
                id: string;
                /**
                 * @description `delete`: it is not there, or not for you any more.
                 * @enum {string}
                 */
                op: "put" | "delete";
                /** @description As it is now. */
                record?: unknown;
            }[];
            /** @description The last that was looked at: ask on from there. */
            next: number;
            more: boolean;
            /** @description The newest change that there is. */
            head: number;
            /**
             * @description There are no changes: start over with a snapshot.
             * @constant
             */
            reset?: true;
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        SyncSnapshotReply: {
            /** @description The feed, with what you may see. */
            feed: string;
            /** @description Ask for changes from here. */
            seq: number;
            /** @description Each whole, under its id in the feed. */
            records: {
                id: string;
                /** @description As it is now. */
                record: unknown;
            }[];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        AuditEntry: {
            /** @description Its number: a later one is higher. */
            auditNo: number;
            /** @description When. */
            at: components["schemas"]["Instant"];
            /** @description Who did it: `person:ID`, `machine:7`, or `user:NAME` at the command line. */
            actor: string;
            /** @description What that is called now; null: it has no name. */
            actorName: string | null;
            /** @description What was done. */
            action: string;
            /** @description Whom or what it was done to: `person:ID`, `machine:7`, `area:ID`, or `network`. */
            subject: string;
            /** @description What that is called now; null: it has no name. */
            subjectName: string | null;
            /** @description As it was; null: there was none. */
            before: unknown;
            /** @description As it is since; null: there is none. */
            after: unknown;
            /** @description As in the log and in `X-Request-Id`; null at the command line. */
            requestId: string | null;
        };
        AuditReply: {
            /** @description The newest first. */
            entries: components["schemas"]["AuditEntry"][];
            more: boolean;
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        HeldFact: {
            /** @description The id of what is kept. */
            quarantineId: string;
            /** @description The fact’s id, made by the client. Keep it when you send again. */
            eventId: string | null;
            /** @description The machine’s number: given once, never given again. */
            machineId: number | null;
            /** @description What people call the machine. */
            machineName: string | null;
            /** @description Why, as a stable word. Go by `result` where you do not know it. */
            code: string;
            /** @description What was wrong with it, in words. */
            reason: string;
            /** @description When it came. */
            recordedAt: components["schemas"]["Instant"];
            /** @description When it happened, where that is known. */
            happenedAt: components["schemas"]["Instant"] | null;
            /** @description The person’s device that told it; null: a machine did. */
            device: {
                /** @description The id of a device on which a person is signed in. */
                deviceId: string;
                /** @description What people call it. */
                name: string;
                personName: string;
            } | null;
            /** @description What was sent; null once it was forgotten. */
            fact: unknown;
            /** @description Whether it can be released; else it can only be dismissed. */
            mayRelease: boolean;
        };
        QuarantineReply: {
            /** @description What waits, the oldest first. */
            facts: components["schemas"]["HeldFact"][];
            more: boolean;
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        DecideQuarantine: {
            /**
             * @description What is, or was, decided of it.
             * @enum {string}
             */
            decision: "release" | "dismiss";
        };
        DecisionReply: {
            /** @description The id of what is kept. */
            quarantineId: string;
            /**
             * @description What is, or was, decided of it.
             * @enum {string}
             */
            decision: "released" | "dismissed";
            /** @description What became of it now; null: it was decided before. */
            result: components["schemas"]["FactResult"] | null;
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        AlertsReply: {
            /** @description The open alerts. */
            alerts: {
                /** @description The alert. */
                alertId: string;
                /** @description The machine’s number: given once, never given again. */
                machineId: number | null;
                /** @description What people call the machine. */
                machineName: string | null;
                /** @description Made by the demonstration. */
                demo: boolean;
                /**
                 * @description What kind of thing it is.
                 * @enum {string}
                 */
                kind: "temperature" | "door_open" | "power" | "lock" | "sensor" | "controller_lost" | "offline" | "tamper" | "full" | "cleaning" | "storage" | "clock" | "journal_overflow" | "other";
                /**
                 * @description How bad it is.
                 * @enum {string}
                 */
                severity: "info" | "warning" | "critical";
                /**
                 * @description What is so now.
                 * @enum {string}
                 */
                state: "open" | "claimed" | "snoozed" | "resolved";
                /** @description Since when. */
                since: components["schemas"]["Instant"];
                /** @description The number on the door. */
                slot?: number;
                /** @description The name of a sensor. */
                sensor?: string;
                /** @description What was measured. */
                value?: number;
                /** @description The limit that was passed. */
                threshold?: number;
                /** @description The unit of the two. */
                unit?: string;
                /** @description The name of the person who sees to it. */
                claimedBy?: string;
                /** @description The id of the person who sees to it. */
                claimedById?: string;
                /** @description Until when. */
                until?: components["schemas"]["Instant"];
            }[];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        TasksReply: {
            /** @description Open tasks, the oldest first, at most 500. */
            tasks: {
                /** @description The same as long as it is the same task. */
                taskId: string;
                /** @description The machine’s number: given once, never given again. */
                machineId: number | null;
                /** @description What people call the machine. */
                machineName: string | null;
                /** @description Part of the demonstration. */
                demo: boolean;
                /** @description `quarantine lot_exists use_by_past unknown_lot stock_negative unconfirmed wrong_storage unknown_slot date_too_far refused_food no_label move_open facts_lost illness`; others may come. `illness` is told to coordinators and operators alone. */
                kind: string;
                /**
                 * @description Whoever sees to it wants to hear no more of it, `until`.
                 * @constant
                 */
                snoozed?: true;
                /** @description The name of the person who sees to it. */
                claimedBy?: string;
                /** @description The id of the person who sees to it. */
                claimedById?: string;
                /** @description Until when. */
                until?: components["schemas"]["Instant"];
                /** @description The device as it is now. */
                device?: {
                    /** @description The id of a device on which a person is signed in. */
                    deviceId: string;
                    /** @description What people call it. */
                    name: string;
                    personName: string;
                };
                /** @description Null where it is known that something is so, but not since when. */
                since: components["schemas"]["Instant"] | null;
                /** @description The lot that it is about. */
                lotId?: string;
                /** @description The fact that it is about. */
                eventId?: string;
                /** @description Physical stock, which may be below zero. */
                portions?: number;
                /** @description The two halves of a move that do not agree. */
                move?: {
                    /** @description One id for leaving and arriving. */
                    moveId: string;
                    fromMachineId: number | null;
                    toMachineId: number | null;
                    outPortions: number;
                    inPortions: number;
                };
                /** @description Facts of an epoch that have not come. */
                lost?: {
                    /** @description The id of the outbox, made when the outbox is. A new outbox is a new epoch. */
                    epoch: string;
                    seqs: {
                        first: number;
                        last: number;
                    }[];
                    count: number;
                    reportedUnsent: number | null;
                };
            }[];
            /** @description Whether there are more than these. */
            more: boolean;
            /** @description The id of the change feed. Another one than before is a server that was restored: tell it again what it may have lost. */
            feed?: string;
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        FleetReply: {
            /** @description The machines. */
            machines: {
                /** @description The machine’s number: given once, never given again. */
                machineId: number;
                /** @description What people call it. */
                name: string;
                /** @description Street and number, as people would say it. */
                address: string | null;
                /**
                 * @description `controller`: a kiosk with doors. `none`: a fridge without electronics.
                 * @enum {string}
                 */
                hardware: "controller" | "none";
                /** @description Made by the demonstration. */
                demo: boolean;
                /**
                 * @description Whether it is accepted, or waits for an operator.
                 * @enum {string}
                 */
                status: "accepted" | "pending" | "rejected" | "enrolled" | "revoked";
                /**
                 * @description How old the news is: `unknown` is never good.
                 * @enum {string}
                 */
                freshness: "fresh" | "stale" | "reported" | "unknown";
                /** @description When the machine last spoke; null if it never has. */
                lastSeenAt: components["schemas"]["Instant"] | null;
                /** @description How many facts have not arrived yet, as the machine says. */
                unsentFacts: number;
                /** @description What one person would take as one helping or one piece. */
                portions: number;
                /** @description How many lots. */
                lots: number;
                /** @description How many alerts are open. */
                openAlerts: number;
                /** @description The version of the machine’s software. */
                appVersion: string | null;
                report: {
                    /** @description The part that holds locks and sensors. */
                    controller: {
                        /** @description Whether it answers. */
                        linked: boolean;
                        /** @description The version of its firmware. */
                        firmware?: string;
                        id?: string;
                    } | null;
                    /** @description What the thermometers say now. */
                    temperatures: {
                        /** @description The name of a sensor. */
                        sensor: string;
                        /** @description Degrees Celsius. */
                        celsius: number;
                    }[] | null;
                    /** @description Where the power comes from. */
                    power: ("mains" | "battery" | "lost" | "unknown") | null;
                    /** @description The cold-chain state of each zone. */
                    coldChain: {
                        /** @description The name of a zone. */
                        zone: string;
                        /**
                         * @description What is so now.
                         * @enum {string}
                         */
                        state: "ok" | "watch" | "warn" | "locked" | "unknown";
                        /** @description Since when. */
                        since: components["schemas"]["Instant"];
                    }[] | null;
                } | null;
            }[];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        TextsReply: {
            /** @description What every text says in every language as `{{name}}`; empty where it is not filled in. */
            details: components["schemas"]["Details"];
            /** @description Each text in each language. */
            texts: components["schemas"]["PublicText"][];
        };
        PublicText: {
            /**
             * @description Which text it is.
             * @enum {string}
             */
            name: "privacy" | "imprint" | "accessibility" | "terms" | "illness";
            /**
             * @description The language that it is in.
             * @enum {string}
             */
            language: "en" | "de" | "ar";
            /** @description Plain text: paragraphs, `# ` headings, `- ` lists, links as they are. Never HTML. */
            text: string;
            /** @description The words of Exes: no operator has set others. */
            isDefault: boolean;
            /** @description When an operator set it; null for the words of Exes. */
            updatedAt: components["schemas"]["Instant"] | null;
        };
        Details: {
            /** @description The organisation or person that runs the network. */
            name: string;
            /** @description Where a letter reaches them. */
            address: string;
            /** @description An address that people can write to. */
            email: string;
            /** @description A number that people can call. */
            phone: string;
            /** @description Who acts for the organisation. */
            representative: string;
            /** @description The register that it stands in, with its number. */
            register: string;
            /** @description Who runs the server, and where. */
            host: string;
            /** @description The data protection officer, where there has to be one. */
            officer: string;
            /** @description The data protection authority to complain to. */
            authority: string;
            /** @description Where to turn when the accessibility statement is not kept. */
            enforcement: string;
            /** @description The number to call when a life is in danger. */
            emergency: string;
            /** @description The number of the doctor on call. */
            doctorLine: string;
            /** @description The number of the poison information centre. */
            poisonLine: string;
        };
        /** @description At least one of `email` and `phone` is not empty. */
        Contact: {
            /** @description What people call it. */
            name: string;
            /** @description An address that people can write to. */
            email: string;
            /** @description A number that people can call. */
            phone: string;
        };
        ContactReply: {
            /** @description The machine’s number: given once, never given again. */
            machineId: number;
            /** @description Whom to ask. */
            contact: {
                /** @description What people call it. */
                name: string;
                /** @description An address that people can write to. */
                email: string;
                /** @description A number that people can call. */
                phone: string;
            } | null;
            /** @description Whether the machine has its own, in place of that of the network. */
            isOwn: boolean;
        };
        TextsChange: {
            /** @description What every text says in every language as `{{name}}`; empty where it is not filled in. */
            details?: {
                /** @description Which text it is, or who is responsible. */
                name?: string;
                /** @description Where a letter reaches them. */
                address?: string;
                /** @description An address that people can write to. */
                email?: string;
                /** @description A number that people can call. */
                phone?: string;
                /** @description Who acts for the organisation. */
                representative?: string;
                /** @description The register that it stands in, with its number. */
                register?: string;
                /** @description Who runs the server, and where. */
                host?: string;
                /** @description The data protection officer, where there has to be one. */
                officer?: string;
                /** @description The data protection authority to complain to. */
                authority?: string;
                /** @description Where to turn when the accessibility statement is not kept. */
                enforcement?: string;
                /** @description The number to call when a life is in danger. */
                emergency?: string;
                /** @description The number of the doctor on call. */
                doctorLine?: string;
                /** @description The number of the poison information centre. */
                poisonLine?: string;
            };
            /** @description Each text in each language. */
            texts?: {
                /**
                 * @description Which text it is, or who is responsible.
                 * @enum {string}
                 */
                name: "privacy" | "imprint" | "accessibility" | "terms" | "illness";
                /**
                 * @description The language that it is in.
                 * @enum {string}
                 */
                language: "en" | "de" | "ar";
                /** @description Plain text: paragraphs, `# ` headings, `- ` lists, links as they are. Never HTML. */
                text: string | null;
            }[];
            /** @description Who is responsible for single machines. */
            contacts?: {
                /** @description The machine’s number: given once, never given again. */
                machineId: components["schemas"]["MachineId"];
                /** @description Whom to ask. */
                contact: components["schemas"]["Contact"] | null;
            }[];
        };
        IllnessReport: {
            /** @description The report’s id, made by the client. Keep it when you send again. */
            reportId: components["schemas"]["ClientId"];
            /** @description The machine’s number: given once, never given again. */
            machineId: components["schemas"]["MachineId"];
            /** @description When it was eaten. */
            ateAt: components["schemas"]["Instant"];
            /** @description What was eaten, and how it shows. Kept apart, for 90 days. */
            what: string;
            /**
             * @description How to reach the person; empty for nobody. Kept apart, for 90 days.
             * @default
             */
            reachMe: string;
        };
        IllnessReply: {
            /** @description The report’s id, made by the client. Keep it when you send again. */
            reportId: components["schemas"]["ClientId"];
            /** @description When it came first. */
            receivedAt: components["schemas"]["Instant"];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        IllnessList: {
            /** @description The reports. */
            reports: {
                /** @description The report’s id, made by the client. Keep it when you send again. */
                reportId: components["schemas"]["ClientId"];
                /** @description The task. */
                taskId: string;
                /** @description The machine’s number: given once, never given again. */
                machineId: number;
                /** @description What people call the machine. */
                machineName: string;
                /** @description Made by the demonstration. */
                demo: boolean;
                /** @description When it was eaten. */
                ateAt: components["schemas"]["Instant"];
                /** @description When it came first. */
                receivedAt: components["schemas"]["Instant"];
                /** @description What was eaten, and how it shows. Kept apart, for 90 days. */
                what: string | null;
                /** @description How to reach the person; empty for nobody. Kept apart, for 90 days. */
                reachMe: string | null;
            }[];
            /** @description The server’s clock when it answered. */
            serverTime: components["schemas"]["Instant"];
        };
        Ready: {
            /**
             * @description Always true: a server that is not ready answers 503.
             * @constant
             */
            ready: true;
            /** @description The version of the server. */
            version: string;
        };
        Error: {
            /** @description The HTTP status once more. */
            status: number;
            /** @description In words, for a log. */
            message: string;
            /** @description Each wrong field by its path, such as `lot.portions`; `request` where it is about no field. */
            data: components["schemas"]["FieldErrors"];
        };
        FieldErrors: {
            [key: string]: {
                /** @description A stable word. */
                code: string;
                /** @description In words, for a log. */
                message: string;
            };
        };
        Fact: (components["schemas"]["Donate"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "donate";
        }) | (components["schemas"]["Collect"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "collect";
        }) | (components["schemas"]["Expired"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "expired";
        }) | (components["schemas"]["Alert"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "alert";
        }) | (components["schemas"]["Reading"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "reading";
        }) | (components["schemas"]["Safety"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "safety";
        }) | (components["schemas"]["Service"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "service";
        }) | (components["schemas"]["MoveOut"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "moveOut";
        }) | (components["schemas"]["MoveIn"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "moveIn";
        }) | (components["schemas"]["Adjust"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "adjust";
        }) | (components["schemas"]["Task"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "task";
        }) | (components["schemas"]["Access"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "access";
        }) | (components["schemas"]["Outcome"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "outcome";
        }) | (components["schemas"]["Gap"] & {
            /**
             * @description Which fact it is.
             * @constant
             */
            type: "gap";
        });
        DonateRequest: components["schemas"]["Donate"] & components["schemas"]["Sending"];
        CollectRequest: components["schemas"]["Collect"] & components["schemas"]["Sending"];
        ExpiredRequest: components["schemas"]["Expired"] & components["schemas"]["Sending"];
        AlertRequest: components["schemas"]["Alert"] & components["schemas"]["Sending"];
    };
    responses: {
        /** @description The token is missing, wrong, or over. */
        SignedOut: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @constant */
                    status?: 401;
                    data?: unknown;
                };
            };
        };
        /** @description `too_large`: The body, or one fact (8,192 bytes), is larger than this endpoint takes. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @constant */
                    status?: 413;
                    data?: {
                        [key: string]: {
                            /** @enum {unknown} */
                            code?: "too_large";
                        };
                    };
                };
            };
        };
        /** @description `unsupported_media_type`: The body is not declared as JSON. */
        WrongMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @constant */
                    status?: 415;
                    data?: {
                        [key: string]: {
                            /** @enum {unknown} */
                            code?: "unsupported_media_type";
                        };
                    };
                };
            };
        };
        /** @description Too many requests. */
        TooMany: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @constant */
                    status?: 429;
                    data?: unknown;
                };
            };
        };
        /** @description `database_away`: The database does not answer. Nothing was stored. */
        Away: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @constant */
                    status?: 503;
                    data?: {
                        [key: string]: {
                            /** @enum {unknown} */
                            code?: "database_away";
                        };
                    };
                };
            };
        };
        /** @description `database_away`: The database does not answer. Nothing was stored. `busy`: Too many requests at once. */
        BusyOrAway: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @constant */
                    status?: 503;
                    data?: {
                        [key: string]: {
                            /** @enum {unknown} */
                            code?: "database_away" | "busy";
                        };
                    };
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Names this version: send it as `If-None-Match`. */
        ETag: string;
        /** @description Who may keep the answer, and how long. */
        "Cache-Control": string;
        /** @description Seconds until it is worth asking again. */
        "Retry-After": number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enrolmentCode": "7KQ2-M9XD-4TBH-W3PA-6RYC",
                 *       "secret": "k3Jw0VQpYd5n8uXcR2aTf7LhB1mZs6GiEo4NqWyKxPA",
                 *       "hardware": {
                 *         "model": "FL-12",
                 *         "slots": [
                 *           {
                 *             "slot": 1,
                 *             "storage": "chilled",
                 *             "kind": "locker",
                 *             "litres": 40,
                 *             "lock": 1
                 *           },
                 *           {
                 *             "slot": 2,
                 *             "storage": "ambient"
                 *           }
                 *         ],
                 *         "sensors": [
                 *           "t1"
                 *         ],
                 *         "zones": [
                 *           {
                 *             "zone": "cold",
                 *             "storage": "chilled",
                 *             "slots": [
                 *               1
                 *             ],
                 *             "sensors": [
                 *               "t1"
                 *             ]
                 *           }
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Register"];
            };
        };
        responses: {
            /** @description The machine is known. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "machineId": 7,
                     *       "status": "accepted",
                     *       "interval": 60,
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["RegisterReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_enrolment_code" | "invalid_secret" | "invalid_hardware" | "invalid_model" | "invalid_serial" | "invalid_slots" | "invalid_slot" | "invalid_storage" | "invalid_litres" | "invalid_kind" | "invalid_lock" | "invalid_sensors" | "invalid_zones" | "invalid_zone" | "invalid_body";
                            };
                        };
                    };
                };
            };
            /** @description `enrolment_invalid`: The code is unknown, expired, replaced by a newer one, or of another form. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "enrolment_invalid";
                            };
                        };
                    };
                };
            };
            /** @description `enrolment_used`: Another secret has used this code. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 409;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "enrolment_used";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            /** @description Too many requests. `too_many_failures`: Too many wrong secrets or codes from this address. Nothing is locked: a right one is taken at once. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 429;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "too_many_failures";
                            };
                        };
                    };
                };
            };
            503: components["responses"]["BusyOrAway"];
        };
    };
    authenticate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "machineId": 7,
                 *       "secret": "k3Jw0VQpYd5n8uXcR2aTf7LhB1mZs6GiEo4NqWyKxPA"
                 *     }
                 */
                "application/json": components["schemas"]["Authenticate"];
            };
        };
        responses: {
            /** @description Signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6Im1hY2hpbmUwMDAwMDAwNyJ9.c2lnbmF0dXJl",
                     *       "expiresAt": "2026-11-23T18:58:13.204Z",
                     *       "machineId": 7,
                     *       "status": "accepted",
                     *       "interval": 60,
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["AuthenticateReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_machine_id" | "invalid_secret" | "invalid_body";
                            };
                        };
                    };
                };
            };
            /** @description The token is missing, wrong, or over. `invalid_credentials`: Number or secret is wrong, or the machine is revoked. Which one is not told. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 401;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_credentials";
                            };
                        };
                    };
                };
            };
            /** @description `rejected`: This machine is not one of the network, or no longer. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "rejected";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            /** @description Too many requests. `too_many_failures`: Too many wrong secrets or codes from this address. Nothing is locked: a right one is taken at once. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 429;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "too_many_failures";
                            };
                        };
                    };
                };
            };
            503: components["responses"]["BusyOrAway"];
        };
    };
    sendStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "bootId": "boot00000000001",
                 *       "uptimeMs": 60000,
                 *       "appVersion": "1.4.0",
                 *       "bootReason": "PowerUp",
                 *       "temperatures": [
                 *         {
                 *           "sensor": "t1",
                 *           "celsius": 3.8
                 *         }
                 *       ],
                 *       "doors": [
                 *         {
                 *           "slot": 1,
                 *           "open": false
                 *         }
                 *       ],
                 *       "slots": [
                 *         {
                 *           "slot": 1,
                 *           "state": "ok"
                 *         }
                 *       ],
                 *       "power": "mains",
                 *       "outbox": {
                 *         "pending": 0,
                 *         "oldestAt": null
                 *       },
                 *       "coldChain": [
                 *         {
                 *           "zone": "cold",
                 *           "state": "ok",
                 *           "since": "2026-11-23T17:57:20Z"
                 *         }
                 *       ],
                 *       "configVersion": 1
                 *     }
                 */
                "application/json": components["schemas"]["Status"];
            };
        };
        responses: {
            /** @description Noted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "serverTime": "2026-11-23T17:58:13.204Z",
                     *       "interval": 60,
                     *       "configVersion": 1,
                     *       "commands": [],
                     *       "openAlerts": [],
                     *       "feed": null,
                     *       "feedHead": null,
                     *       "acked": {
                     *         "epoch": "epoch0000000001",
                     *         "throughSeq": 4,
                     *         "highestSeq": 4,
                     *         "missingSeqs": []
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["StatusReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_boot_id" | "invalid_uptime_ms" | "invalid_app_version" | "invalid_boot_reason" | "invalid_controller" | "invalid_linked" | "invalid_firmware" | "invalid_id" | "invalid_temperatures" | "invalid_sensor" | "invalid_celsius" | "invalid_doors" | "invalid_slot" | "invalid_open" | "invalid_power" | "invalid_slots" | "invalid_state" | "invalid_outbox" | "invalid_pending" | "invalid_oldest_at" | "invalid_cold_chain" | "invalid_zone" | "invalid_since" | "invalid_config_version" | "invalid_refused_config" | "invalid_key" | "invalid_code" | "invalid_clock_offset_ms" | "invalid_stock" | "invalid_lot_id" | "invalid_portions" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `rejected`: This machine is not one of the network, or no longer. `pending`: An operator has to confirm this machine first. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "rejected" | "pending";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    readConfig: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest version. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "machineId": 7,
                     *       "version": 1,
                     *       "config": {
                     *         "interval": 60,
                     *         "timeZone": "Europe/Berlin",
                     *         "policy": {
                     *           "profile": "eu",
                     *           "version": "eu-2",
                     *           "document": {
                     *             "profile": "eu",
                     *             "version": "eu-2",
                     *             "graceDays": {
                     *               "produce": {
                     *                 "value": 3,
                     *                 "source": "WRAP, Surplus food redistribution labelling guide (2020): uncut produce, 1 day to 2 weeks"
                     *               },
                     *               "bakery": {
                     *                 "value": 2,
                     *                 "source": "WRAP, Surplus food redistribution labelling guide (2020): packed bread, 2 days to 1 week"
                     *               },
                     *               "dairy": {
                     *                 "value": 0,
                     *                 "source": "WRAP, Surplus food redistribution labelling guide (2020): chilled dairy is not among the foods it extends"
                     *               },
                     *               "prepared": {
                     *                 "value": 0,
                     *                 "source": "WRAP, Surplus food redistribution labelling guide (2020): ready meals are not among the foods it extends"
                     *               },
                     *               "pantry": {
                     *                 "value": 90,
                     *                 "source": "WRAP, Surplus food redistribution labelling guide (2020): ambient packs, 1, 3 or 6 months by kind; tins and dried food, years"
                     *               },
                     *               "drinks": {
                     *                 "value": 90,
                     *                 "source": "WRAP, Surplus food redistribution labelling guide (2020): ambient soft drinks, months"
                     *               },
                     *               "frozen": {
                     *                 "value": 30,
                     *                 "source": "WRAP, Surplus food redistribution labelling guide (2020): kept frozen, months"
                     *               },
                     *               "meat-fish": {
                     *                 "value": 0,
                     *                 "source": "WRAP, Surplus food redistribution labelling guide (2020): meat and fish are not among the foods it extends"
                     *               },
                     *               "eggs": {
                     *                 "value": 0,
                     *                 "source": "WRAP, Surplus food redistribution labelling guide (2020): eggs are not among the foods it extends"
                     *               },
                     *               "baby": {
                     *                 "value": 0,
                     *                 "source": "WRAP, Surplus food redistribution labelling guide (2020): baby food is not among the foods it extends"
                     *               },
                     *               "other": {
                     *                 "value": 0,
                     *                 "source": "Our own: nobody knows what it is"
                     *               }
                     *             },
                     *             "preparedHours": {
                     *               "ambient": {
                     *                 "value": 4,
                     *                 "source": "FDA Food Code 3-501.19(B), for want of a number in Regulation (EC) 852/2004"
                     *               },
                     *               "chilled": {
                     *                 "value": 24,
                     *                 "source": "Food Standards Agency to community fridges (via South and Vale environmental health): cooked and chilled, 24 h at most; the Union has no number"
                     *               },
                     *               "frozen": {
                     *                 "value": 720,
                     *                 "source": "Our own: a month, which is cautious; no document has a number"
                     *               }
                     *             },
                     *             "preparedNeedsLabel": {
                     *               "value": false,
                     *               "source": "Regulation (EU) 1169/2011, Article 44(1): of food that is not prepacked only the allergens must be told"
                     *             },
                     *             "refused": {
                     *               "categories": [],
                     *               "products": [
                     *                 {
                     *                   "product": "raw-milk",
                     *                   "source": "foodsharing e.V., Hygieneregeln (rules for Fairteiler), foods not to be shared"
                     *                 },
                     *                 {
                     *                   "product": "minced-meat",
                     *                   "source": "Regulation (EC) 853/2004, Annex III, Section V, Chapter III: 2 °C, which a shared fridge does not hold; foodsharing e.V., Hygieneregeln (rules for Fairteiler), foods not to be shared"
                     *                 },
                     *                 {
                     *                   "product": "raw-fish",
                     *                   "source": "Regulation (EC) 853/2004, Annex III, Section VIII, Chapter VII: the temperature of melting ice; foodsharing e.V., Hygieneregeln (rules for Fairteiler), foods not to be shared"
                     *                 },
                     *                 {
                     *                   "product": "raw-egg",
                     *                   "source": "foodsharing e.V., Hygieneregeln (rules for Fairteiler), foods not to be shared"
                     *                 },
                     *                 {
                     *                   "product": "wild-mushrooms",
                     *                   "source": "foodsharing e.V., Hygieneregeln (rules for Fairteiler), foods not to be shared"
                     *                 },
                     *                 {
                     *                   "product": "opened",
                     *                   "source": "foodsharing e.V., Hygieneregeln (rules for Fairteiler), foods not to be shared"
                     *                 },
                     *                 {
                     *                   "product": "buffet",
                     *                   "source": "foodsharing e.V., Hygieneregeln (rules for Fairteiler), foods not to be shared"
                     *                 },
                     *                 {
                     *                   "product": "alcohol",
                     *                   "source": "Jugendschutzgesetz, § 9(3): not from machines in public; foodsharing e.V., Hygieneregeln (rules for Fairteiler), foods not to be shared"
                     *                 }
                     *               ]
                     *             },
                     *             "cold": {
                     *               "warnMinutes": {
                     *                 "value": 15,
                     *                 "source": "Our own (rule F5)"
                     *               },
                     *               "doorMinutes": {
                     *                 "value": 15,
                     *                 "source": "Our own (rule F5)"
                     *               },
                     *               "serviceMinutes": {
                     *                 "value": 30,
                     *                 "source": "FDA Food Code 4-204.111(B): 30 minutes immediately after filling, service or restocking"
                     *               },
                     *               "cooledMinutes": {
                     *                 "value": 30,
                     *                 "source": "Our own (rule F5): nobody defeats the lock by opening the door"
                     *               },
                     *               "gapHours": {
                     *                 "value": 4,
                     *                 "source": "USDA FSIS, power outages: a closed refrigerator keeps 4 h"
                     *               },
                     *               "sensorHours": {
                     *                 "value": 4,
                     *                 "source": "USDA FSIS, power outages: a closed refrigerator keeps 4 h"
                     *               },
                     *               "chilledLimitC": {
                     *                 "value": 7,
                     *                 "source": "DIN 10508, 4.1: perishable food at 7 °C or colder where no other rule stands"
                     *               },
                     *               "frozenLimitC": {
                     *                 "value": -15,
                     *                 "source": "Directive 89/108/EEC, Article 5: -18 °C, brief fluctuations of 3 °C upward"
                     *               },
                     *               "lockedMinutes": {
                     *                 "value": 60,
                     *                 "source": "Our own (rule F5), until an operator's hygiene plan says otherwise"
                     *               },
                     *               "discardHours": {
                     *                 "value": 4,
                     *                 "source": "FDA Food Code 3-501.19(B), for want of a number in Regulation (EC) 852/2004"
                     *               }
                     *             }
                     *           }
                     *         },
                     *         "zones": [
                     *           {
                     *             "zone": "cold",
                     *             "storage": "chilled",
                     *             "slots": [
                     *               1
                     *             ],
                     *             "sensors": [
                     *               "t1"
                     *             ]
                     *           }
                     *         ],
                     *         "slots": [
                     *           {
                     *             "slot": 1,
                     *             "storage": "chilled",
                     *             "kind": "locker",
                     *             "litres": 40,
                     *             "lock": 1
                     *           },
                     *           {
                     *             "slot": 2,
                     *             "storage": "ambient",
                     *             "kind": "shelf"
                     *           }
                     *         ],
                     *         "recalls": [],
                     *         "languages": [
                     *           "en",
                     *           "de",
                     *           "ar"
                     *         ],
                     *         "donationPaused": false,
                     *         "notice": null,
                     *         "sessionSeconds": 60,
                     *         "fairUsePortions": null,
                     *         "servicePin": null,
                     *         "openingHours": "24/7"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ConfigReply"];
                };
            };
            /** @description You have the newest version. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `rejected`: This machine is not one of the network, or no longer. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "rejected";
                            };
                        };
                    };
                };
            };
            /** @description `no_config`: This machine has no configuration yet. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "no_config";
                            };
                        };
                    };
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    sendFacts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "events": [
                 *         {
                 *           "type": "donate",
                 *           "eventId": "evt0000000000a1",
                 *           "epoch": "epoch0000000001",
                 *           "seq": 1,
                 *           "occurredAt": "2026-11-23T17:58:12Z",
                 *           "bootId": "boot00000000001",
                 *           "uptimeMs": 61500,
                 *           "lot": {
                 *             "lotId": "lot000000000001",
                 *             "slot": 2,
                 *             "name": "Rye bread",
                 *             "category": "bakery",
                 *             "storage": "ambient",
                 *             "dateKind": "bestBefore",
                 *             "date": "2026-11-26",
                 *             "portions": 4,
                 *             "allergens": {
                 *               "contains": [
                 *                 "gluten"
                 *               ],
                 *               "mayContain": [
                 *                 "sesame"
                 *               ],
                 *               "freeOf": [
                 *                 "milk",
                 *                 "nuts"
                 *               ]
                 *             },
                 *             "diets": [
                 *               "vegan"
                 *             ]
                 *           },
                 *           "evidence": "door"
                 *         },
                 *         {
                 *           "eventId": "evt0000000000b2",
                 *           "epoch": "epoch0000000001",
                 *           "seq": 2,
                 *           "occurredAt": "2026-11-23T17:58:12Z",
                 *           "bootId": "boot00000000001",
                 *           "uptimeMs": 61500,
                 *           "type": "reading",
                 *           "sensor": "t1",
                 *           "from": "2026-11-23T17:50:00Z",
                 *           "to": "2026-11-23T18:00:00Z",
                 *           "minC": 3.4,
                 *           "maxC": 4.1,
                 *           "meanC": 3.8,
                 *           "samples": 10
                 *         }
                 *       ],
                 *       "bootId": "boot00000000001",
                 *       "sentUptimeMs": 62000
                 *     }
                 */
                "application/json": components["schemas"]["Batch"];
            };
        };
        responses: {
            /** @description One result for each fact, in the order sent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "eventId": "evt0000000000a1",
                     *           "result": "duplicate",
                     *           "code": "duplicate"
                     *         },
                     *         {
                     *           "eventId": "evt0000000000b2",
                     *           "result": "accepted"
                     *         }
                     *       ],
                     *       "ackedThroughSeq": 2,
                     *       "missingSeqs": [],
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["BatchReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. `too_many_events`: More than 100 facts in a batch. `mixed_epochs`: The facts of a batch name more than one epoch. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_events" | "invalid_sent_at" | "invalid_sent_uptime_ms" | "invalid_boot_id" | "invalid_body" | "too_many_events" | "mixed_epochs";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `rejected`: This machine is not one of the network, or no longer. `pending`: An operator has to confirm this machine first. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "rejected" | "pending";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    sendPersonFacts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "events": [
                 *         {
                 *           "eventId": "evt0000000000c1",
                 *           "epoch": "epoch0000000001",
                 *           "seq": 1,
                 *           "occurredAt": "2026-11-23T17:58:12Z",
                 *           "bootId": "boot00000000001",
                 *           "uptimeMs": 61500,
                 *           "type": "task",
                 *           "machineId": 7,
                 *           "alertId": "alert0000000001",
                 *           "action": "claim"
                 *         }
                 *       ],
                 *       "bootId": "boot00000000001",
                 *       "sentUptimeMs": 62000
                 *     }
                 */
                "application/json": components["schemas"]["Batch"];
            };
        };
        responses: {
            /** @description One result for each fact, in the order sent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "eventId": "evt0000000000c1",
                     *           "result": "acceptedWithWarning",
                     *           "code": "claimed_by_another"
                     *         }
                     *       ],
                     *       "ackedThroughSeq": 1,
                     *       "missingSeqs": [],
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["BatchReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. `too_many_events`: More than 100 facts in a batch. `mixed_epochs`: The facts of a batch name more than one epoch. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_events" | "invalid_sent_at" | "invalid_sent_uptime_ms" | "invalid_boot_id" | "invalid_body" | "too_many_events" | "mixed_epochs";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    donate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "eventId": "evt0000000000a1",
                 *       "epoch": "epoch0000000001",
                 *       "seq": 1,
                 *       "occurredAt": "2026-11-23T17:58:12Z",
                 *       "bootId": "boot00000000001",
                 *       "uptimeMs": 61500,
                 *       "lot": {
                 *         "lotId": "lot000000000001",
                 *         "slot": 2,
                 *         "name": "Rye bread",
                 *         "category": "bakery",
                 *         "storage": "ambient",
                 *         "dateKind": "bestBefore",
                 *         "date": "2026-11-26",
                 *         "portions": 4,
                 *         "allergens": {
                 *           "contains": [
                 *             "gluten"
                 *           ],
                 *           "mayContain": [
                 *             "sesame"
                 *           ],
                 *           "freeOf": [
                 *             "milk",
                 *             "nuts"
                 *           ]
                 *         },
                 *         "diets": [
                 *           "vegan"
                 *         ]
                 *       },
                 *       "evidence": "door",
                 *       "sentUptimeMs": 62000
                 *     }
                 */
                "application/json": components["schemas"]["DonateRequest"];
            };
        };
        responses: {
            /** @description The fact is kept. Take it from your queue. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "eventId": "evt0000000000a1",
                     *       "result": "accepted",
                     *       "ackedThroughSeq": 1,
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["FactReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. `malformed`: Fields are missing or wrong; `data` names each. `too_large`: The body, or one fact (8,192 bytes), is larger than this endpoint takes. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_event_id" | "invalid_epoch" | "invalid_seq" | "invalid_occurred_at" | "invalid_boot_id" | "invalid_uptime_ms" | "invalid_v" | "invalid_machine_id" | "invalid_lot" | "invalid_lot_id" | "invalid_slot" | "invalid_name" | "invalid_category" | "invalid_storage" | "invalid_date_kind" | "invalid_date" | "invalid_prepared_at" | "invalid_portions" | "invalid_grams" | "invalid_allergens" | "invalid_contains" | "invalid_may_contain" | "invalid_free_of" | "invalid_diets" | "invalid_gtin" | "invalid_ingredients" | "invalid_labelled" | "invalid_product_kind" | "invalid_brand" | "invalid_batch" | "invalid_evidence" | "invalid_unconfirmed" | "invalid_donor_code" | "invalid_weighed_grams" | "invalid_body" | "malformed" | "too_large";
                            };
                        };
                    }) | (components["schemas"]["RefusedFact"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_event_id" | "invalid_epoch" | "invalid_seq" | "invalid_occurred_at" | "invalid_boot_id" | "invalid_uptime_ms" | "invalid_v" | "invalid_machine_id" | "invalid_lot" | "invalid_lot_id" | "invalid_slot" | "invalid_name" | "invalid_category" | "invalid_storage" | "invalid_date_kind" | "invalid_date" | "invalid_prepared_at" | "invalid_portions" | "invalid_grams" | "invalid_allergens" | "invalid_contains" | "invalid_may_contain" | "invalid_free_of" | "invalid_diets" | "invalid_gtin" | "invalid_ingredients" | "invalid_labelled" | "invalid_product_kind" | "invalid_brand" | "invalid_batch" | "invalid_evidence" | "invalid_unconfirmed" | "invalid_donor_code" | "invalid_weighed_grams" | "invalid_body" | "malformed" | "too_large";
                            };
                        };
                        /** @enum {unknown} */
                        code?: "malformed" | "too_large";
                    });
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `rejected`: This machine is not one of the network, or no longer. `pending`: An operator has to confirm this machine first. `device_revoked`: This device of a person was signed out, by that person or by an operator. `other_machine`: The fact names another machine. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "rejected" | "pending" | "device_revoked" | "other_machine" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["RefusedFact"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "rejected" | "pending" | "device_revoked" | "other_machine" | "role_may_not";
                            };
                        };
                        /** @enum {unknown} */
                        code?: "device_revoked" | "other_machine" | "role_may_not";
                    });
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            /** @description `event_conflict`: Another fact has this `eventId`. `seq_conflict`: Another fact has this `seq` in this epoch. `seq_out_of_range`: The `seq` is more than 100,000 above the highest seen. `version_unknown`: A type or version of facts that this server does not know yet. `internal`: The server could not deal with the fact, for a fault of its own. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefusedFact"] & {
                        /** @constant */
                        status?: 422;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "event_conflict" | "seq_conflict" | "seq_out_of_range" | "version_unknown" | "internal";
                            };
                        };
                        /** @enum {unknown} */
                        code?: "event_conflict" | "seq_conflict" | "seq_out_of_range" | "version_unknown" | "internal";
                    };
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    collect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "eventId": "evt0000000000a2",
                 *       "epoch": "epoch0000000001",
                 *       "seq": 2,
                 *       "occurredAt": "2026-11-23T17:58:12Z",
                 *       "bootId": "boot00000000001",
                 *       "uptimeMs": 61500,
                 *       "lotId": "lot000000000001",
                 *       "portions": 1,
                 *       "evidence": "door",
                 *       "sentUptimeMs": 62000
                 *     }
                 */
                "application/json": components["schemas"]["CollectRequest"];
            };
        };
        responses: {
            /** @description The fact is kept. Take it from your queue. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "eventId": "evt0000000000a2",
                     *       "result": "accepted",
                     *       "ackedThroughSeq": 2,
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["FactReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. `malformed`: Fields are missing or wrong; `data` names each. `too_large`: The body, or one fact (8,192 bytes), is larger than this endpoint takes. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_event_id" | "invalid_epoch" | "invalid_seq" | "invalid_occurred_at" | "invalid_boot_id" | "invalid_uptime_ms" | "invalid_v" | "invalid_machine_id" | "invalid_lot_id" | "invalid_portions" | "invalid_grams" | "invalid_evidence" | "invalid_body" | "malformed" | "too_large";
                            };
                        };
                    }) | (components["schemas"]["RefusedFact"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_event_id" | "invalid_epoch" | "invalid_seq" | "invalid_occurred_at" | "invalid_boot_id" | "invalid_uptime_ms" | "invalid_v" | "invalid_machine_id" | "invalid_lot_id" | "invalid_portions" | "invalid_grams" | "invalid_evidence" | "invalid_body" | "malformed" | "too_large";
                            };
                        };
                        /** @enum {unknown} */
                        code?: "malformed" | "too_large";
                    });
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `rejected`: This machine is not one of the network, or no longer. `pending`: An operator has to confirm this machine first. `device_revoked`: This device of a person was signed out, by that person or by an operator. `other_machine`: The fact names another machine. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "rejected" | "pending" | "device_revoked" | "other_machine" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["RefusedFact"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "rejected" | "pending" | "device_revoked" | "other_machine" | "role_may_not";
                            };
                        };
                        /** @enum {unknown} */
                        code?: "device_revoked" | "other_machine" | "role_may_not";
                    });
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            /** @description `event_conflict`: Another fact has this `eventId`. `seq_conflict`: Another fact has this `seq` in this epoch. `seq_out_of_range`: The `seq` is more than 100,000 above the highest seen. `version_unknown`: A type or version of facts that this server does not know yet. `internal`: The server could not deal with the fact, for a fault of its own. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefusedFact"] & {
                        /** @constant */
                        status?: 422;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "event_conflict" | "seq_conflict" | "seq_out_of_range" | "version_unknown" | "internal";
                            };
                        };
                        /** @enum {unknown} */
                        code?: "event_conflict" | "seq_conflict" | "seq_out_of_range" | "version_unknown" | "internal";
                    };
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    expired: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "eventId": "evt0000000000a3",
                 *       "epoch": "epoch0000000001",
                 *       "seq": 3,
                 *       "occurredAt": "2026-11-23T17:58:12Z",
                 *       "bootId": "boot00000000001",
                 *       "uptimeMs": 61500,
                 *       "lotId": "lot000000000001",
                 *       "portions": 3,
                 *       "reason": "spoiled",
                 *       "final": true,
                 *       "note": "Mould on the crust.",
                 *       "sentUptimeMs": 62000
                 *     }
                 */
                "application/json": components["schemas"]["ExpiredRequest"];
            };
        };
        responses: {
            /** @description The fact is kept. Take it from your queue. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "eventId": "evt0000000000a3",
                     *       "result": "accepted",
                     *       "ackedThroughSeq": 3,
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["FactReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. `malformed`: Fields are missing or wrong; `data` names each. `too_large`: The body, or one fact (8,192 bytes), is larger than this endpoint takes. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_event_id" | "invalid_epoch" | "invalid_seq" | "invalid_occurred_at" | "invalid_boot_id" | "invalid_uptime_ms" | "invalid_v" | "invalid_machine_id" | "invalid_lot_id" | "invalid_portions" | "invalid_reason" | "invalid_final" | "invalid_grams" | "invalid_note" | "invalid_body" | "malformed" | "too_large";
                            };
                        };
                    }) | (components["schemas"]["RefusedFact"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_event_id" | "invalid_epoch" | "invalid_seq" | "invalid_occurred_at" | "invalid_boot_id" | "invalid_uptime_ms" | "invalid_v" | "invalid_machine_id" | "invalid_lot_id" | "invalid_portions" | "invalid_reason" | "invalid_final" | "invalid_grams" | "invalid_note" | "invalid_body" | "malformed" | "too_large";
                            };
                        };
                        /** @enum {unknown} */
                        code?: "malformed" | "too_large";
                    });
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `rejected`: This machine is not one of the network, or no longer. `pending`: An operator has to confirm this machine first. `device_revoked`: This device of a person was signed out, by that person or by an operator. `other_machine`: The fact names another machine. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "rejected" | "pending" | "device_revoked" | "other_machine" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["RefusedFact"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "rejected" | "pending" | "device_revoked" | "other_machine" | "role_may_not";
                            };
                        };
                        /** @enum {unknown} */
                        code?: "device_revoked" | "other_machine" | "role_may_not";
                    });
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            /** @description `event_conflict`: Another fact has this `eventId`. `seq_conflict`: Another fact has this `seq` in this epoch. `seq_out_of_range`: The `seq` is more than 100,000 above the highest seen. `version_unknown`: A type or version of facts that this server does not know yet. `internal`: The server could not deal with the fact, for a fault of its own. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefusedFact"] & {
                        /** @constant */
                        status?: 422;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "event_conflict" | "seq_conflict" | "seq_out_of_range" | "version_unknown" | "internal";
                            };
                        };
                        /** @enum {unknown} */
                        code?: "event_conflict" | "seq_conflict" | "seq_out_of_range" | "version_unknown" | "internal";
                    };
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    alert: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "eventId": "evt0000000000a4",
                 *       "epoch": "epoch0000000001",
                 *       "seq": 4,
                 *       "occurredAt": "2026-11-23T17:58:12Z",
                 *       "bootId": "boot00000000001",
                 *       "uptimeMs": 61500,
                 *       "kind": "temperature",
                 *       "severity": "warning",
                 *       "cleared": false,
                 *       "value": 9.4,
                 *       "threshold": 8,
                 *       "unit": "C",
                 *       "sensor": "t1",
                 *       "sentUptimeMs": 62000
                 *     }
                 */
                "application/json": components["schemas"]["AlertRequest"];
            };
        };
        responses: {
            /** @description The fact is kept. Take it from your queue. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "eventId": "evt0000000000a4",
                     *       "result": "accepted",
                     *       "ackedThroughSeq": 4,
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["FactReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. `malformed`: Fields are missing or wrong; `data` names each. `too_large`: The body, or one fact (8,192 bytes), is larger than this endpoint takes. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_event_id" | "invalid_epoch" | "invalid_seq" | "invalid_occurred_at" | "invalid_boot_id" | "invalid_uptime_ms" | "invalid_v" | "invalid_machine_id" | "invalid_kind" | "invalid_severity" | "invalid_cleared" | "invalid_value" | "invalid_threshold" | "invalid_unit" | "invalid_slot" | "invalid_sensor" | "invalid_message" | "invalid_body" | "malformed" | "too_large";
                            };
                        };
                    }) | (components["schemas"]["RefusedFact"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_event_id" | "invalid_epoch" | "invalid_seq" | "invalid_occurred_at" | "invalid_boot_id" | "invalid_uptime_ms" | "invalid_v" | "invalid_machine_id" | "invalid_kind" | "invalid_severity" | "invalid_cleared" | "invalid_value" | "invalid_threshold" | "invalid_unit" | "invalid_slot" | "invalid_sensor" | "invalid_message" | "invalid_body" | "malformed" | "too_large";
                            };
                        };
                        /** @enum {unknown} */
                        code?: "malformed" | "too_large";
                    });
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `rejected`: This machine is not one of the network, or no longer. `pending`: An operator has to confirm this machine first. `device_revoked`: This device of a person was signed out, by that person or by an operator. `other_machine`: The fact names another machine. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "rejected" | "pending" | "device_revoked" | "other_machine" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["RefusedFact"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "rejected" | "pending" | "device_revoked" | "other_machine" | "role_may_not";
                            };
                        };
                        /** @enum {unknown} */
                        code?: "device_revoked" | "other_machine" | "role_may_not";
                    });
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            /** @description `event_conflict`: Another fact has this `eventId`. `seq_conflict`: Another fact has this `seq` in this epoch. `seq_out_of_range`: The `seq` is more than 100,000 above the highest seen. `version_unknown`: A type or version of facts that this server does not know yet. `internal`: The server could not deal with the fact, for a fault of its own. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefusedFact"] & {
                        /** @constant */
                        status?: 422;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "event_conflict" | "seq_conflict" | "seq_out_of_range" | "version_unknown" | "internal";
                            };
                        };
                        /** @enum {unknown} */
                        code?: "event_conflict" | "seq_conflict" | "seq_out_of_range" | "version_unknown" | "internal";
                    };
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    nearest: {
        parameters: {
            query: {
                /** @description Latitude in degrees, north is positive. */
                lat: number;
                /** @description Longitude in degrees, east is positive. */
                lon: number;
                /** @description At most so many machines. */
                limit?: number;
                /** @description How far around. */
                radiusKm?: number;
                /** @description `food`: something to collect. `space`: room to give. */
                has?: ("food" | "space")[];
                /** @description How it has to be kept, or how the slot keeps. */
                storage?: ("ambient" | "chilled" | "frozen")[];
                /** @description Something that donors say is right for all of these. */
                diet?: ("vegan" | "vegetarian" | "halal" | "kosher" | "gluten-free" | "lactose-free")[];
                /** @description Something that is surely free of all of these. */
                excludeAllergens?: ("celery" | "gluten" | "crustaceans" | "egg" | "fish" | "lupin" | "milk" | "molluscs" | "mustard" | "nuts" | "peanuts" | "sesame" | "soya" | "sulphites")[];
                /** @description Only machines known to be open then. */
                openAt?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is there. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "machines": [
                     *         {
                     *           "machineId": 7,
                     *           "hardware": "controller",
                     *           "name": "Library",
                     *           "address": "Am Ufer 3",
                     *           "lat": 52.52,
                     *           "lon": 13.405,
                     *           "distanceM": 412.6,
                     *           "canCollect": true,
                     *           "canDonate": true,
                     *           "reasons": [],
                     *           "openNow": true,
                     *           "stock": {
                     *             "portions": 4,
                     *             "lots": 1,
                     *             "byCategory": {
                     *               "bakery": 4
                     *             }
                     *           },
                     *           "freshness": "fresh",
                     *           "lastSeenAt": "2026-11-23T17:58:13.204Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["NearestReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_lat" | "invalid_lon" | "invalid_limit" | "invalid_radius_km" | "invalid_has" | "invalid_storage" | "invalid_diet" | "invalid_exclude_allergens" | "invalid_open_at" | "invalid_body";
                            };
                        };
                    };
                };
            };
            /** @description Too many requests. `too_many_requests`: Too many requests from this address. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 429;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "too_many_requests";
                            };
                        };
                    };
                };
            };
            503: components["responses"]["BusyOrAway"];
        };
    };
    snapshot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "machines": [
                     *         {
                     *           "machineId": 7,
                     *           "hardware": "controller",
                     *           "demo": false,
                     *           "name": "Library",
                     *           "address": "Am Ufer 3",
                     *           "lat": 52.52,
                     *           "lon": 13.405,
                     *           "timeZone": "Europe/Berlin",
                     *           "openingHours": "24/7",
                     *           "donationPaused": false,
                     *           "notice": null,
                     *           "interval": 60,
                     *           "lastSeenAt": 1795456693204,
                     *           "waitingSince": null,
                     *           "slots": [
                     *             {
                     *               "slot": 2,
                     *               "storage": "ambient",
                     *               "kind": "shelf",
                     *               "state": "ok",
                     *               "occupied": true
                     *             }
                     *           ],
                     *           "lots": [
                     *             {
                     *               "lotId": "lot000000000001",
                     *               "slot": 2,
                     *               "name": "Rye bread",
                     *               "category": "bakery",
                     *               "storage": "ambient",
                     *               "dateKind": "bestBefore",
                     *               "date": "2026-11-26",
                     *               "portions": 4,
                     *               "allergens": {
                     *                 "contains": [
                     *                   "gluten"
                     *                 ],
                     *                 "mayContain": [
                     *                   "sesame"
                     *                 ],
                     *                 "freeOf": [
                     *                   "milk",
                     *                   "nuts"
                     *                 ]
                     *               },
                     *               "diets": [
                     *                 "vegan"
                     *               ],
                     *               "from": 0,
                     *               "until": 1795903200000
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Snapshot"];
                };
            };
            /** @description Nothing has changed. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    texts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All texts. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "details": {
                     *         "name": "Fairteiler Nord e. V.",
                     *         "address": "Weg 1, 12043 Berlin",
                     *         "email": "hello@fairteiler.example",
                     *         "phone": "+49 30 1234567",
                     *         "representative": "Ada Lind, Chair",
                     *         "register": "Amtsgericht Charlottenburg, VR 12345",
                     *         "host": "Fairteiler Nord e. V., on its own server in Berlin",
                     *         "officer": "",
                     *         "authority": "Berliner Beauftragte für Datenschutz und Informationsfreiheit",
                     *         "enforcement": "",
                     *         "emergency": "112",
                     *         "doctorLine": "116117",
                     *         "poisonLine": "+49 30 19240"
                     *       },
                     *       "texts": [
                     *         {
                     *           "name": "imprint",
                     *           "language": "en",
                     *           "text": "# Responsible\n{{name}}\n{{email}}",
                     *           "isDefault": false,
                     *           "updatedAt": "2026-11-23T17:58:13.204Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TextsReply"];
                };
            };
            /** @description Nothing has changed. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    contact: {
        parameters: {
            query: {
                /** @description The machine’s number: given once, never given again. */
                machineId: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whom to ask. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "machineId": 7,
                     *       "contact": {
                     *         "name": "Ada",
                     *         "email": "ada@fairteiler.example",
                     *         "phone": ""
                     *       },
                     *       "isOwn": true
                     *     }
                     */
                    "application/json": components["schemas"]["ContactReply"];
                };
            };
            /** @description Nothing has changed. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Some fields are not as they should be: `data` names every one. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_machine_id" | "invalid_body";
                            };
                        };
                    };
                };
            };
            /** @description `unknown_machine`: No machine has this number. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_machine";
                            };
                        };
                    };
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    reportIllness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reportId": "report000000001",
                 *       "machineId": 7,
                 *       "ateAt": "2026-11-23T12:00:00Z",
                 *       "what": "Potato salad at noon; sick since the afternoon.",
                 *       "reachMe": "+49 170 1234567"
                 *     }
                 */
                "application/json": components["schemas"]["IllnessReport"];
            };
        };
        responses: {
            /** @description It is kept, and people are told. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "reportId": "report000000001",
                     *       "receivedAt": "2026-11-23T17:58:13.204Z",
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["IllnessReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_report_id" | "invalid_machine_id" | "invalid_ate_at" | "invalid_what" | "invalid_reach_me" | "invalid_body";
                            };
                        };
                    };
                };
            };
            /** @description `unknown_machine`: No machine has this number. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_machine";
                            };
                        };
                    };
                };
            };
            /** @description `report_conflict`: A report with this id came before, in other words. The first one stands. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 409;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "report_conflict";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            /** @description Too many requests. `too_many_requests`: Too many requests from this address. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 429;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "too_many_requests";
                            };
                        };
                    };
                };
            };
            503: components["responses"]["BusyOrAway"];
        };
    };
    requestCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.org",
                 *       "language": "de"
                 *     }
                 */
                "application/json": components["schemas"]["RequestCode"];
            };
        };
        responses: {
            /** @description If somebody has the address, a mail is on its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "requestId": "request00000001",
                     *       "expiresAt": "2026-11-23T18:08:13.204Z",
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["RequestCodeReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_email" | "invalid_language" | "invalid_body";
                            };
                        };
                    };
                };
            };
            /** @description `no_mail`: This network sends no e-mail. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 409;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "no_mail";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            /** @description Too many requests. `too_many_requests`: Too many requests from this address. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 429;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "too_many_requests";
                            };
                        };
                    };
                };
            };
            503: components["responses"]["BusyOrAway"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "5PXW-8KDA-QM3T-H7RY-B4JC"
                 *     }
                 */
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6Im1hY2hpbmUwMDAwMDAwNyJ9.c2lnbmF0dXJl",
                     *       "expiresAt": "2027-02-21T17:58:13.204Z",
                     *       "deviceId": "device000000001",
                     *       "person": {
                     *         "personId": "person000000001",
                     *         "name": "Ada",
                     *         "email": "ada@example.org",
                     *         "role": "volunteer",
                     *         "demo": false,
                     *         "grants": [
                     *           {
                     *             "role": "volunteer",
                     *             "areaId": null,
                     *             "areaName": null,
                     *             "endsAt": null
                     *           }
                     *         ],
                     *         "trainings": [
                     *           {
                     *             "kind": "service",
                     *             "validUntil": "2027-11-23T00:00:00.000Z"
                     *           }
                     *         ]
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SignInReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_code" | "invalid_request_id" | "invalid_digits" | "invalid_device_name" | "invalid_body";
                            };
                        };
                    };
                };
            };
            /** @description `sign_in_invalid`: The code or the digits are wrong, used or expired, or were tried too often. Which one is not told. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "sign_in_invalid";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            /** @description Too many requests. `too_many_failures`: Too many wrong secrets or codes from this address. Nothing is locked: a right one is taken at once. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 429;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "too_many_failures";
                            };
                        };
                    };
                };
            };
            503: components["responses"]["BusyOrAway"];
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": {
                     *         "personId": "person000000001",
                     *         "name": "Ada",
                     *         "email": "ada@example.org",
                     *         "role": "volunteer",
                     *         "demo": false,
                     *         "grants": [
                     *           {
                     *             "role": "volunteer",
                     *             "areaId": null,
                     *             "areaName": null,
                     *             "endsAt": null
                     *           }
                     *         ],
                     *         "trainings": [
                     *           {
                     *             "kind": "service",
                     *             "validUntil": "2027-11-23T00:00:00.000Z"
                     *           }
                     *         ]
                     *       },
                     *       "deviceId": "device000000001",
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["MeReply"];
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked";
                            };
                        };
                    };
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    listDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your devices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "devices": [
                     *         {
                     *           "deviceId": "device000000001",
                     *           "name": "My phone",
                     *           "createdAt": "2026-11-20T07:00:00.000Z",
                     *           "lastSeenAt": "2026-11-23T17:58:00.000Z",
                     *           "expiresAt": "2027-02-21T17:58:13.204Z",
                     *           "revokedAt": null,
                     *           "current": true
                     *         }
                     *       ],
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DevicesReply"];
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked";
                            };
                        };
                    };
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    renameDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a device on which a person is signed in. */
                deviceId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "My phone"
                 *     }
                 */
                "application/json": components["schemas"]["RenameDevice"];
            };
        };
        responses: {
            /** @description Renamed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "device": {
                     *         "deviceId": "device000000001",
                     *         "name": "My phone",
                     *         "createdAt": "2026-11-20T07:00:00.000Z",
                     *         "lastSeenAt": "2026-11-23T17:58:00.000Z",
                     *         "expiresAt": "2027-02-21T17:58:13.204Z",
                     *         "revokedAt": null,
                     *         "current": true
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DeviceReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_name" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked";
                            };
                        };
                    };
                };
            };
            /** @description `unknown_device`: The person has no such device. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_device";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    revokeDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a device on which a person is signed in. */
                deviceId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["RevokeDevice"];
            };
        };
        responses: {
            /** @description Signed out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "device": {
                     *         "deviceId": "device000000001",
                     *         "name": "My phone",
                     *         "createdAt": "2026-11-20T07:00:00.000Z",
                     *         "lastSeenAt": "2026-11-23T17:58:00.000Z",
                     *         "expiresAt": "2027-02-21T17:58:13.204Z",
                     *         "revokedAt": "2026-11-23T17:58:13.204Z",
                     *         "current": true
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DeviceReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked";
                            };
                        };
                    };
                };
            };
            /** @description `unknown_device`: The person has no such device. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_device";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    alerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is open. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "alerts": [
                     *         {
                     *           "alertId": "alert0000000001",
                     *           "machineId": 7,
                     *           "machineName": "Library",
                     *           "demo": false,
                     *           "kind": "temperature",
                     *           "severity": "warning",
                     *           "state": "open",
                     *           "since": "2026-11-23T17:58:12.000Z",
                     *           "sensor": "t1",
                     *           "value": 9.4,
                     *           "threshold": 8,
                     *           "unit": "C"
                     *         }
                     *       ],
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["AlertsReply"];
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    tasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The oldest open tasks, at most 500. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tasks": [
                     *         {
                     *           "taskId": "0f3a9c1be2d4567",
                     *           "machineId": 7,
                     *           "machineName": "Library",
                     *           "demo": false,
                     *           "kind": "stock_negative",
                     *           "since": null,
                     *           "lotId": "lot000000000001",
                     *           "portions": -2
                     *         }
                     *       ],
                     *       "more": false,
                     *       "feed": "feed00000000001",
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TasksReply"];
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    fleet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every machine. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "machines": [
                     *         {
                     *           "machineId": 7,
                     *           "name": "Library",
                     *           "address": "Am Ufer 3",
                     *           "hardware": "controller",
                     *           "demo": false,
                     *           "status": "accepted",
                     *           "freshness": "fresh",
                     *           "lastSeenAt": "2026-11-23T17:58:13.204Z",
                     *           "unsentFacts": 0,
                     *           "portions": 4,
                     *           "lots": 1,
                     *           "openAlerts": 1,
                     *           "appVersion": "1.4.0",
                     *           "report": {
                     *             "controller": {
                     *               "linked": true,
                     *               "firmware": "1.2.0",
                     *               "id": "a1b2"
                     *             },
                     *             "temperatures": [
                     *               {
                     *                 "sensor": "t1",
                     *                 "celsius": 4.3
                     *               }
                     *             ],
                     *             "power": "mains",
                     *             "coldChain": [
                     *               {
                     *                 "zone": "cold",
                     *                 "state": "ok",
                     *                 "since": "2026-11-23T17:57:20Z"
                     *               }
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["FleetReply"];
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    syncSnapshot: {
        parameters: {
            query: {
                /** @description What of: `machines`, `lots`, `alerts`, `tasks` or `areas`. */
                collection: "machines" | "lots" | "alerts" | "tasks" | "areas";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "feed": "k3v9x1c7m5n2b8q.1f0c5d7e9a3b2468",
                     *       "seq": 41,
                     *       "records": [
                     *         {
                     *           "id": "7:brot12345678901",
                     *           "record": {
                     *             "machineId": 7,
                     *             "lotId": "brot12345678901",
                     *             "slot": 2,
                     *             "portions": 3,
                     *             "closed": false,
                     *             "unconfirmed": false,
                     *             "donatedAt": 1795456800000,
                     *             "described": {
                     *               "name": "Bread",
                     *               "category": "bakery",
                     *               "storage": "ambient",
                     *               "dateKind": "bestBefore",
                     *               "date": "2026-11-25",
                     *               "allergens": [
                     *                 "gluten"
                     *               ],
                     *               "diets": [
                     *                 "vegan"
                     *               ]
                     *             },
                     *             "appliedEpoch": "ep0ch1234567890",
                     *             "appliedSeq": 9,
                     *             "missingSeqs": []
                     *           }
                     *         }
                     *       ],
                     *       "serverTime": "2026-11-23T18:00:05.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SyncSnapshotReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_collection" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. `rejected`: This machine is not one of the network, or no longer. `pending`: An operator has to confirm this machine first. `device_revoked`: This device of a person was signed out, by that person or by an operator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "role_may_not" | "rejected" | "pending" | "device_revoked";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "role_may_not" | "rejected" | "pending" | "device_revoked";
                            };
                        };
                    });
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    syncChanges: {
        parameters: {
            query: {
                /** @description What of: `machines`, `lots`, `alerts`, `tasks` or `areas`. */
                collection: "machines" | "lots" | "alerts" | "tasks" | "areas";
                /** @description The `feed` of the page before, or of the snapshot. */
                feed: string;
                /** @description The `next` of the page before, or the `seq` of the snapshot. */
                since: number;
                /** @description At most so many changes. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "feed": "k3v9x1c7m5n2b8q.1f0c5d7e9a3b2468",
                     *       "changes": [
                     *         {
                     *           "seq": 42,
                     *           "id": "7:brot12345678901",
                     *           "op": "put",
                     *           "record": {
                     *             "machineId": 7,
                     *             "lotId": "brot12345678901",
                     *             "slot": 2,
                     *             "portions": 2,
                     *             "closed": false,
                     *             "unconfirmed": false,
                     *             "donatedAt": 1795456800000,
                     *             "described": {
                     *               "name": "Bread",
                     *               "category": "bakery",
                     *               "storage": "ambient",
                     *               "dateKind": "bestBefore",
                     *               "date": "2026-11-25",
                     *               "allergens": [
                     *                 "gluten"
                     *               ],
                     *               "diets": [
                     *                 "vegan"
                     *               ]
                     *             },
                     *             "appliedEpoch": "ep0ch1234567890",
                     *             "appliedSeq": 10,
                     *             "missingSeqs": []
                     *           }
                     *         },
                     *         {
                     *           "seq": 43,
                     *           "id": "7:suppe1234567890",
                     *           "op": "delete"
                     *         }
                     *       ],
                     *       "next": 43,
                     *       "more": false,
                     *       "head": 43,
                     *       "serverTime": "2026-11-23T18:00:05.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ChangesReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_collection" | "invalid_feed" | "invalid_since" | "invalid_limit" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. `rejected`: This machine is not one of the network, or no longer. `pending`: An operator has to confirm this machine first. `device_revoked`: This device of a person was signed out, by that person or by an operator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "role_may_not" | "rejected" | "pending" | "device_revoked";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "role_may_not" | "rejected" | "pending" | "device_revoked";
                            };
                        };
                    });
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    syncHints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `event: hint`, `data:` and the newest seq. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `rejected`: This machine is not one of the network, or no longer. `pending`: An operator has to confirm this machine first. `device_revoked`: This device of a person was signed out, by that person or by an operator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "rejected" | "pending" | "device_revoked";
                            };
                        };
                    };
                };
            };
            /** @description Too many requests. `too_many_readers`: This device listens eight times already, or too many others do. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 429;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "too_many_readers";
                            };
                        };
                    };
                };
            };
            503: components["responses"]["Away"];
        };
    };
    listPasskeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your passkeys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "passkeys": [
                     *         {
                     *           "passkeyId": "passkey00000001",
                     *           "name": "My phone",
                     *           "createdAt": "2026-11-23T17:58:13.204Z",
                     *           "lastUsedAt": null,
                     *           "suspectSince": null
                     *         }
                     *       ],
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PasskeysReply"];
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked";
                            };
                        };
                    };
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    beginPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["BeginPasskey"];
            };
        };
        responses: {
            /** @description What to ask the browser for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "challenge": "eyJhbGciOiJIUzI1NiJ9.eyJwdXJwb3NlIjoiZ2V0In0.c2VhbGVk",
                     *       "options": {
                     *         "challenge": "cXVlc3Rpb25xdWVzdGlvbnF1ZXN0aW9ucXVlc3Rpb24",
                     *         "rp": {
                     *           "id": "food.example",
                     *           "name": "Exes"
                     *         },
                     *         "user": {
                     *           "id": "cGVyc29uMDAwMDAwMDAx",
                     *           "name": "ada@example.org",
                     *           "displayName": "Ada"
                     *         },
                     *         "pubKeyCredParams": [
                     *           {
                     *             "type": "public-key",
                     *             "alg": -7
                     *           }
                     *         ],
                     *         "timeout": 300000,
                     *         "excludeCredentials": [],
                     *         "authenticatorSelection": {
                     *           "residentKey": "required",
                     *           "userVerification": "required"
                     *         },
                     *         "attestation": "none"
                     *       },
                     *       "expiresAt": "2026-11-23T18:03:13.204Z",
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PasskeyChallenge"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked";
                            };
                        };
                    };
                };
            };
            /** @description `no_passkeys`: This network is reached by an address in figures, to which no passkey can be bound. `too_many_passkeys`: The person has 20 passkeys. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 409;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "no_passkeys" | "too_many_passkeys";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    finishPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": "eyJhbGciOiJIUzI1NiJ9.eyJwdXJwb3NlIjoiZ2V0In0.c2VhbGVk",
                 *       "credential": {
                 *         "id": "a2V5a2V5a2V5a2V5",
                 *         "rawId": "a2V5a2V5a2V5a2V5",
                 *         "type": "public-key",
                 *         "response": {
                 *           "clientDataJSON": "e30",
                 *           "attestationObject": "oA",
                 *           "transports": [
                 *             "internal"
                 *           ]
                 *         },
                 *         "clientExtensionResults": {}
                 *       },
                 *       "name": "My phone"
                 *     }
                 */
                "application/json": components["schemas"]["FinishPasskey"];
            };
        };
        responses: {
            /** @description Kept. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "passkey": {
                     *         "passkeyId": "passkey00000001",
                     *         "name": "My phone",
                     *         "createdAt": "2026-11-23T17:58:13.204Z",
                     *         "lastUsedAt": null,
                     *         "suspectSince": null
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PasskeyReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_challenge" | "invalid_credential" | "invalid_id" | "invalid_raw_id" | "invalid_type" | "invalid_response" | "invalid_client_extension_results" | "invalid_authenticator_attachment" | "invalid_name" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `challenge_over`: The challenge is older than five minutes, was answered before, or is not of this server. `passkey_invalid`: The answer of the passkey does not fit what was asked. The server’s log says why. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "challenge_over" | "passkey_invalid";
                            };
                        };
                    };
                };
            };
            /** @description `no_passkeys`: This network is reached by an address in figures, to which no passkey can be bound. `too_many_passkeys`: The person has 20 passkeys. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 409;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "no_passkeys" | "too_many_passkeys";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    beginPasskeySignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["BeginPasskey"];
            };
        };
        responses: {
            /** @description What to ask the browser for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "challenge": "eyJhbGciOiJIUzI1NiJ9.eyJwdXJwb3NlIjoiZ2V0In0.c2VhbGVk",
                     *       "options": {
                     *         "challenge": "cXVlc3Rpb25xdWVzdGlvbnF1ZXN0aW9ucXVlc3Rpb24",
                     *         "timeout": 300000,
                     *         "rpId": "food.example",
                     *         "userVerification": "required"
                     *       },
                     *       "expiresAt": "2026-11-23T18:03:13.204Z",
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PasskeyChallenge"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_body";
                            };
                        };
                    };
                };
            };
            /** @description `no_passkeys`: This network is reached by an address in figures, to which no passkey can be bound. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 409;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "no_passkeys";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    finishPasskeySignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": "eyJhbGciOiJIUzI1NiJ9.eyJwdXJwb3NlIjoiZ2V0In0.c2VhbGVk",
                 *       "credential": {
                 *         "id": "a2V5a2V5a2V5a2V5",
                 *         "rawId": "a2V5a2V5a2V5a2V5",
                 *         "type": "public-key",
                 *         "response": {
                 *           "clientDataJSON": "e30",
                 *           "authenticatorData": "AA",
                 *           "signature": "AA",
                 *           "userHandle": "cGVyc29uMDAwMDAwMDAx"
                 *         },
                 *         "clientExtensionResults": {}
                 *       },
                 *       "deviceName": "My phone"
                 *     }
                 */
                "application/json": components["schemas"]["SignInPasskey"];
            };
        };
        responses: {
            /** @description Signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6Im1hY2hpbmUwMDAwMDAwNyJ9.c2lnbmF0dXJl",
                     *       "expiresAt": "2027-02-21T17:58:13.204Z",
                     *       "deviceId": "device000000001",
                     *       "person": {
                     *         "personId": "person000000001",
                     *         "name": "Ada",
                     *         "email": "ada@example.org",
                     *         "role": "volunteer",
                     *         "demo": false,
                     *         "grants": [
                     *           {
                     *             "role": "volunteer",
                     *             "areaId": null,
                     *             "areaName": null,
                     *             "endsAt": null
                     *           }
                     *         ],
                     *         "trainings": [
                     *           {
                     *             "kind": "service",
                     *             "validUntil": "2027-11-23T00:00:00.000Z"
                     *           }
                     *         ]
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SignInReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_challenge" | "invalid_credential" | "invalid_id" | "invalid_raw_id" | "invalid_type" | "invalid_response" | "invalid_client_extension_results" | "invalid_authenticator_attachment" | "invalid_device_name" | "invalid_body";
                            };
                        };
                    };
                };
            };
            /** @description `challenge_over`: The challenge is older than five minutes, was answered before, or is not of this server. `passkey_invalid`: The answer of the passkey does not fit what was asked. The server’s log says why. `passkey_unknown`: Nobody has this passkey, or not any more. `passkey_suspect`: The counter of the passkey went back, as that of a copy does. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "challenge_over" | "passkey_invalid" | "passkey_unknown" | "passkey_suspect";
                            };
                        };
                    };
                };
            };
            /** @description `no_passkeys`: This network is reached by an address in figures, to which no passkey can be bound. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 409;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "no_passkeys";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            /** @description Too many requests. `too_many_failures`: Too many wrong secrets or codes from this address. Nothing is locked: a right one is taken at once. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 429;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "too_many_failures";
                            };
                        };
                    };
                };
            };
            503: components["responses"]["BusyOrAway"];
        };
    };
    renamePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a passkey. */
                passkeyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "My phone"
                 *     }
                 */
                "application/json": components["schemas"]["RenamePasskey"];
            };
        };
        responses: {
            /** @description Renamed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "passkey": {
                     *         "passkeyId": "passkey00000001",
                     *         "name": "My phone",
                     *         "createdAt": "2026-11-23T17:58:13.204Z",
                     *         "lastUsedAt": null,
                     *         "suspectSince": null
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PasskeyReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_name" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked";
                            };
                        };
                    };
                };
            };
            /** @description `unknown_passkey`: The person has no such passkey. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_passkey";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    deletePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a passkey. */
                passkeyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["DeletePasskey"];
            };
        };
        responses: {
            /** @description Deleted: this is what it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "passkey": {
                     *         "passkeyId": "passkey00000001",
                     *         "name": "My phone",
                     *         "createdAt": "2026-11-23T17:58:13.204Z",
                     *         "lastUsedAt": null,
                     *         "suspectSince": null
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PasskeyReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked";
                            };
                        };
                    };
                };
            };
            /** @description `unknown_passkey`: The person has no such passkey. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_passkey";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    setTexts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "details": {
                 *         "phone": "+49 30 1234567"
                 *       },
                 *       "texts": [
                 *         {
                 *           "name": "imprint",
                 *           "language": "en",
                 *           "text": "# Responsible\n{{name}}\n{{email}}"
                 *         }
                 *       ],
                 *       "contacts": [
                 *         {
                 *           "machineId": 7,
                 *           "contact": {
                 *             "name": "Ada",
                 *             "email": "ada@fairteiler.example",
                 *             "phone": ""
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["TextsChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "details": {
                     *         "name": "Fairteiler Nord e. V.",
                     *         "address": "Weg 1, 12043 Berlin",
                     *         "email": "hello@fairteiler.example",
                     *         "phone": "+49 30 1234567",
                     *         "representative": "Ada Lind, Chair",
                     *         "register": "Amtsgericht Charlottenburg, VR 12345",
                     *         "host": "Fairteiler Nord e. V., on its own server in Berlin",
                     *         "officer": "",
                     *         "authority": "Berliner Beauftragte für Datenschutz und Informationsfreiheit",
                     *         "enforcement": "",
                     *         "emergency": "112",
                     *         "doctorLine": "116117",
                     *         "poisonLine": "+49 30 19240"
                     *       },
                     *       "texts": [
                     *         {
                     *           "name": "imprint",
                     *           "language": "en",
                     *           "text": "# Responsible\n{{name}}\n{{email}}",
                     *           "isDefault": false,
                     *           "updatedAt": "2026-11-23T17:58:13.204Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TextsReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_details" | "invalid_name" | "invalid_address" | "invalid_email" | "invalid_phone" | "invalid_representative" | "invalid_register" | "invalid_host" | "invalid_officer" | "invalid_authority" | "invalid_enforcement" | "invalid_emergency" | "invalid_doctor_line" | "invalid_poison_line" | "invalid_texts" | "invalid_language" | "invalid_text" | "invalid_contacts" | "invalid_machine_id" | "invalid_contact" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            /** @description `unknown_machine`: No machine has this number. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_machine";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    illness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is open. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "reports": [
                     *         {
                     *           "reportId": "report000000001",
                     *           "machineId": 7,
                     *           "ateAt": "2026-11-23T12:00:00Z",
                     *           "what": "Potato salad at noon; sick since the afternoon.",
                     *           "reachMe": "+49 170 1234567",
                     *           "taskId": "task00000000001",
                     *           "machineName": "Library",
                     *           "demo": false,
                     *           "receivedAt": "2026-11-23T17:58:13.204Z"
                     *         }
                     *       ],
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["IllnessList"];
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    listPeople: {
        parameters: {
            query?: {
                /** @description A part of a name or an address. */
                find?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who there is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "people": [
                     *         {
                     *           "personId": "person000000001",
                     *           "name": "Ada",
                     *           "email": "ada@example.org",
                     *           "role": "volunteer",
                     *           "demo": false,
                     *           "grants": [
                     *             {
                     *               "grantId": "grant0000000001",
                     *               "role": "volunteer",
                     *               "areaId": "area00000000001",
                     *               "areaName": "North",
                     *               "startsAt": "2026-11-01T08:00:00.000Z",
                     *               "endsAt": null,
                     *               "givenBy": "Grace",
                     *               "mayEnd": true
                     *             }
                     *           ],
                     *           "trainings": [
                     *             {
                     *               "trainingId": "train0000000001",
                     *               "kind": "service",
                     *               "validUntil": "2027-11-23T00:00:00.000Z",
                     *               "givenBy": "Grace"
                     *             }
                     *           ],
                     *           "lastSeenAt": "2026-11-23T17:58:00.000Z",
                     *           "mayChange": true
                     *         }
                     *       ],
                     *       "more": false,
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PeopleReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_find" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    createPerson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.org",
                 *       "name": "Ada"
                 *     }
                 */
                "application/json": components["schemas"]["CreatePerson"];
            };
        };
        responses: {
            /** @description Known already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": {
                     *         "personId": "person000000001",
                     *         "name": "Ada",
                     *         "email": "ada@example.org",
                     *         "role": "volunteer",
                     *         "demo": false,
                     *         "grants": [
                     *           {
                     *             "grantId": "grant0000000001",
                     *             "role": "volunteer",
                     *             "areaId": "area00000000001",
                     *             "areaName": "North",
                     *             "startsAt": "2026-11-01T08:00:00.000Z",
                     *             "endsAt": null,
                     *             "givenBy": "Grace",
                     *             "mayEnd": true
                     *           }
                     *         ],
                     *         "trainings": [
                     *           {
                     *             "trainingId": "train0000000001",
                     *             "kind": "service",
                     *             "validUntil": "2027-11-23T00:00:00.000Z",
                     *             "givenBy": "Grace"
                     *           }
                     *         ],
                     *         "lastSeenAt": "2026-11-23T17:58:00.000Z",
                     *         "mayChange": true
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["KnownPersonReply"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": {
                     *         "personId": "person000000001",
                     *         "name": "Ada",
                     *         "email": "ada@example.org",
                     *         "role": "public",
                     *         "demo": false,
                     *         "grants": [],
                     *         "trainings": [],
                     *         "lastSeenAt": null,
                     *         "mayChange": true
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["KnownPersonReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_email" | "invalid_name" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    renamePerson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person’s id. */
                personId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada"
                 *     }
                 */
                "application/json": components["schemas"]["RenamePerson"];
            };
        };
        responses: {
            /** @description The person, as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": {
                     *         "personId": "person000000001",
                     *         "name": "Ada",
                     *         "email": "ada@example.org",
                     *         "role": "volunteer",
                     *         "demo": false,
                     *         "grants": [
                     *           {
                     *             "grantId": "grant0000000001",
                     *             "role": "volunteer",
                     *             "areaId": "area00000000001",
                     *             "areaName": "North",
                     *             "startsAt": "2026-11-01T08:00:00.000Z",
                     *             "endsAt": null,
                     *             "givenBy": "Grace",
                     *             "mayEnd": true
                     *           }
                     *         ],
                     *         "trainings": [
                     *           {
                     *             "trainingId": "train0000000001",
                     *             "kind": "service",
                     *             "validUntil": "2027-11-23T00:00:00.000Z",
                     *             "givenBy": "Grace"
                     *           }
                     *         ],
                     *         "lastSeenAt": "2026-11-23T17:58:00.000Z",
                     *         "mayChange": true
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["KnownPersonReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_name" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            /** @description `unknown_person`: There is no such person. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_person";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    giveGrant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person’s id. */
                personId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "volunteer",
                 *       "areaId": "area00000000001",
                 *       "endsAt": null
                 *     }
                 */
                "application/json": components["schemas"]["GiveGrant"];
            };
        };
        responses: {
            /** @description The person, as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": {
                     *         "personId": "person000000001",
                     *         "name": "Ada",
                     *         "email": "ada@example.org",
                     *         "role": "volunteer",
                     *         "demo": false,
                     *         "grants": [
                     *           {
                     *             "grantId": "grant0000000001",
                     *             "role": "volunteer",
                     *             "areaId": "area00000000001",
                     *             "areaName": "North",
                     *             "startsAt": "2026-11-01T08:00:00.000Z",
                     *             "endsAt": null,
                     *             "givenBy": "Grace",
                     *             "mayEnd": true
                     *           }
                     *         ],
                     *         "trainings": [
                     *           {
                     *             "trainingId": "train0000000001",
                     *             "kind": "service",
                     *             "validUntil": "2027-11-23T00:00:00.000Z",
                     *             "givenBy": "Grace"
                     *           }
                     *         ],
                     *         "lastSeenAt": "2026-11-23T17:58:00.000Z",
                     *         "mayChange": true
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["KnownPersonReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_role" | "invalid_area_id" | "invalid_starts_at" | "invalid_ends_at" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. `not_yourself`: Nobody gives themselves a role or a training. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not" | "not_yourself";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not" | "not_yourself";
                            };
                        };
                    });
                };
            };
            /** @description `unknown_person`: There is no such person. `unknown_area`: There is no such area. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_person" | "unknown_area";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    endGrant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of what was given. */
                grantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["EndGrant"];
            };
        };
        responses: {
            /** @description The person, as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": {
                     *         "personId": "person000000001",
                     *         "name": "Ada",
                     *         "email": "ada@example.org",
                     *         "role": "volunteer",
                     *         "demo": false,
                     *         "grants": [
                     *           {
                     *             "grantId": "grant0000000001",
                     *             "role": "volunteer",
                     *             "areaId": "area00000000001",
                     *             "areaName": "North",
                     *             "startsAt": "2026-11-01T08:00:00.000Z",
                     *             "endsAt": null,
                     *             "givenBy": "Grace",
                     *             "mayEnd": true
                     *           }
                     *         ],
                     *         "trainings": [
                     *           {
                     *             "trainingId": "train0000000001",
                     *             "kind": "service",
                     *             "validUntil": "2027-11-23T00:00:00.000Z",
                     *             "givenBy": "Grace"
                     *           }
                     *         ],
                     *         "lastSeenAt": "2026-11-23T17:58:00.000Z",
                     *         "mayChange": true
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["KnownPersonReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            /** @description `unknown_grant`: Nothing of this id was given. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_grant";
                            };
                        };
                    };
                };
            };
            /** @description `last_operator`: It would leave the network without an operator whose role does not run out. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 409;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "last_operator";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    giveTraining: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person’s id. */
                personId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "service",
                 *       "validUntil": "2027-11-23T00:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["GiveTraining"];
            };
        };
        responses: {
            /** @description The person, as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": {
                     *         "personId": "person000000001",
                     *         "name": "Ada",
                     *         "email": "ada@example.org",
                     *         "role": "volunteer",
                     *         "demo": false,
                     *         "grants": [
                     *           {
                     *             "grantId": "grant0000000001",
                     *             "role": "volunteer",
                     *             "areaId": "area00000000001",
                     *             "areaName": "North",
                     *             "startsAt": "2026-11-01T08:00:00.000Z",
                     *             "endsAt": null,
                     *             "givenBy": "Grace",
                     *             "mayEnd": true
                     *           }
                     *         ],
                     *         "trainings": [
                     *           {
                     *             "trainingId": "train0000000001",
                     *             "kind": "service",
                     *             "validUntil": "2027-11-23T00:00:00.000Z",
                     *             "givenBy": "Grace"
                     *           }
                     *         ],
                     *         "lastSeenAt": "2026-11-23T17:58:00.000Z",
                     *         "mayChange": true
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["KnownPersonReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_kind" | "invalid_valid_until" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. `not_yourself`: Nobody gives themselves a role or a training. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not" | "not_yourself";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not" | "not_yourself";
                            };
                        };
                    });
                };
            };
            /** @description `unknown_person`: There is no such person. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_person";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    endTraining: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of what was noted. */
                trainingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["EndTraining"];
            };
        };
        responses: {
            /** @description The person, as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": {
                     *         "personId": "person000000001",
                     *         "name": "Ada",
                     *         "email": "ada@example.org",
                     *         "role": "volunteer",
                     *         "demo": false,
                     *         "grants": [
                     *           {
                     *             "grantId": "grant0000000001",
                     *             "role": "volunteer",
                     *             "areaId": "area00000000001",
                     *             "areaName": "North",
                     *             "startsAt": "2026-11-01T08:00:00.000Z",
                     *             "endsAt": null,
                     *             "givenBy": "Grace",
                     *             "mayEnd": true
                     *           }
                     *         ],
                     *         "trainings": [
                     *           {
                     *             "trainingId": "train0000000001",
                     *             "kind": "service",
                     *             "validUntil": "2027-11-23T00:00:00.000Z",
                     *             "givenBy": "Grace"
                     *           }
                     *         ],
                     *         "lastSeenAt": "2026-11-23T17:58:00.000Z",
                     *         "mayChange": true
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["KnownPersonReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            /** @description `unknown_training`: No such training was noted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_training";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    makeLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person’s id. */
                personId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["MakeLink"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "signInUrl": "https://food.example/sign-in/#5PXW8KDAQM3TH7RYB4JC",
                     *       "expiresAt": "2026-11-24T17:58:13.204Z",
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["LinkReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            /** @description `unknown_person`: There is no such person. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_person";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    listPersonDevices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person’s id. */
                personId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The devices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "devices": [
                     *         {
                     *           "deviceId": "device000000001",
                     *           "name": "My phone",
                     *           "createdAt": "2026-11-20T07:00:00.000Z",
                     *           "lastSeenAt": "2026-11-23T17:58:00.000Z",
                     *           "expiresAt": "2027-02-21T17:58:13.204Z",
                     *           "revokedAt": null,
                     *           "current": false
                     *         }
                     *       ],
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DevicesReply"];
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            /** @description `unknown_person`: There is no such person. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_person";
                            };
                        };
                    };
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    revokePersonDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person’s id. */
                personId: string;
                /** @description The id of a device on which a person is signed in. */
                deviceId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["RevokePersonDevice"];
            };
        };
        responses: {
            /** @description The devices, as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "devices": [
                     *         {
                     *           "deviceId": "device000000001",
                     *           "name": "My phone",
                     *           "createdAt": "2026-11-20T07:00:00.000Z",
                     *           "lastSeenAt": "2026-11-23T17:58:00.000Z",
                     *           "expiresAt": "2027-02-21T17:58:13.204Z",
                     *           "revokedAt": null,
                     *           "current": false
                     *         }
                     *       ],
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DevicesReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            /** @description `unknown_person`: There is no such person. `unknown_device`: The person has no such device. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_person" | "unknown_device";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    listAreas: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "areas": [
                     *         {
                     *           "areaId": "area00000000001",
                     *           "name": "North",
                     *           "machineIds": [
                     *             7,
                     *             8
                     *           ]
                     *         }
                     *       ],
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["AreasReply"];
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    createArea: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "North",
                 *       "machineIds": [
                 *         7,
                 *         8
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateArea"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "area": {
                     *         "areaId": "area00000000001",
                     *         "name": "North",
                     *         "machineIds": [
                     *           7,
                     *           8
                     *         ]
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["AreaReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_name" | "invalid_machine_ids" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            /** @description `unknown_machine`: No machine has this number. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_machine";
                            };
                        };
                    };
                };
            };
            /** @description `area_exists`: Another area has this name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 409;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "area_exists";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    changeArea: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The area’s id; null: everywhere. */
                areaId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "machineIds": [
                 *         7,
                 *         8
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ChangeArea"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "area": {
                     *         "areaId": "area00000000001",
                     *         "name": "North",
                     *         "machineIds": [
                     *           7,
                     *           8
                     *         ]
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["AreaReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_name" | "invalid_machine_ids" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            /** @description `unknown_area`: There is no such area. `unknown_machine`: No machine has this number. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_area" | "unknown_machine";
                            };
                        };
                    };
                };
            };
            /** @description `area_exists`: Another area has this name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 409;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "area_exists";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    readAudit: {
        parameters: {
            query?: {
                /** @description Whom or what it was done to: `person:ID`, `machine:7`, `area:ID`, or `network`. */
                subject?: string;
                /** @description Only what is older than the entry of this number. */
                before?: number;
                /** @description At most so many. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "entries": [
                     *         {
                     *           "auditNo": 12,
                     *           "at": "2026-11-23T17:57:00.000Z",
                     *           "actor": "person:person000000002",
                     *           "actorName": "Grace",
                     *           "action": "grant.give",
                     *           "subject": "person:person000000001",
                     *           "subjectName": "Ada",
                     *           "before": null,
                     *           "after": {
                     *             "grantId": "grant0000000001",
                     *             "role": "volunteer",
                     *             "areaId": "area00000000001",
                     *             "startsAt": "2026-11-01T08:00:00.000Z",
                     *             "endsAt": null
                     *           },
                     *           "requestId": "01jd3v8x5k"
                     *         }
                     *       ],
                     *       "more": true,
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["AuditReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_subject" | "invalid_before" | "invalid_limit" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    listQuarantine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What waits. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "facts": [
                     *         {
                     *           "quarantineId": "0f3a9c1be2d4567",
                     *           "eventId": "evt0000000000d1",
                     *           "machineId": 7,
                     *           "machineName": "Library",
                     *           "code": "device_revoked",
                     *           "reason": "Made before the device was revoked.",
                     *           "recordedAt": "2026-11-23T17:58:12.000Z",
                     *           "happenedAt": "2026-11-23T09:12:40.000Z",
                     *           "device": {
                     *             "deviceId": "device000000001",
                     *             "name": "My phone",
                     *             "personName": "Ada"
                     *           },
                     *           "fact": {
                     *             "type": "collect",
                     *             "eventId": "evt0000000000d1",
                     *             "machineId": 7,
                     *             "lotId": "lot000000000001",
                     *             "portions": 1,
                     *             "evidence": "none"
                     *           },
                     *           "mayRelease": true
                     *         }
                     *       ],
                     *       "more": false,
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["QuarantineReply"];
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    decideQuarantine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of what is kept. */
                quarantineId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "release"
                 *     }
                 */
                "application/json": components["schemas"]["DecideQuarantine"];
            };
        };
        responses: {
            /** @description Decided. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "quarantineId": "0f3a9c1be2d4567",
                     *       "decision": "released",
                     *       "result": {
                     *         "eventId": "evt0000000000d1",
                     *         "result": "accepted"
                     *       },
                     *       "serverTime": "2026-11-23T17:58:13.204Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DecisionReply"];
                };
            };
            /** @description Some fields are not as they should be: `data` names every one. `invalid_json`: The body is not one sound JSON object: trailing bytes, invalid UTF-8, nested more than 64 deep, a number beyond 2^53 - 1 or one that is not finite. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 400;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "invalid_json" | "invalid_decision" | "invalid_body";
                            };
                        };
                    };
                };
            };
            401: components["responses"]["SignedOut"];
            /** @description The token is another role’s. `device_revoked`: This device of a person was signed out, by that person or by an operator. `role_may_not`: The role, the area or the training of whoever sends this does not go so far. `ask` names people who may, where it is no fact. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    }) | (components["schemas"]["MayNot"] & {
                        /** @constant */
                        status?: 403;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "device_revoked" | "role_may_not";
                            };
                        };
                    });
                };
            };
            /** @description `unknown_fact`: Nothing of this id is in quarantine. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 404;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "unknown_fact";
                            };
                        };
                    };
                };
            };
            /** @description `already_decided`: Somebody has decided otherwise of this fact. `not_releasable`: This fact would only be quarantined again, or what was sent is forgotten. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 409;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "already_decided" | "not_releasable";
                            };
                        };
                    };
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["WrongMediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["BusyOrAway"];
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ready": true,
                     *       "version": "0.1.0"
                     *     }
                     */
                    "application/json": components["schemas"]["Ready"];
                };
            };
            429: components["responses"]["TooMany"];
            /** @description `database_away`: The database does not answer. Nothing was stored. `not_ready`: The server cannot serve; the message says why. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"] & {
                        /** @constant */
                        status?: 503;
                        data?: {
                            [key: string]: {
                                /** @enum {unknown} */
                                code?: "database_away" | "not_ready";
                            };
                        };
                    };
                };
            };
        };
    };
    openapiJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["Away"];
        };
    };
    openapiYaml: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": unknown;
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["Away"];
        };
    };
    docs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": unknown;
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["Away"];
        };
    };
    docsStyle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "text/css": unknown;
                };
            };
            /** @description You have it already. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooMany"];
            503: components["responses"]["Away"];
        };
    };
}
