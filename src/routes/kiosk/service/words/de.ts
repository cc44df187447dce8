import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	'linkIs:unsupported': 'Dieser Browser erreicht die Türen nicht.',
	'linkIs:unpaired': 'Für die Türen ist noch keine Platine gewählt.',
	'linkIs:closed': 'Dieser Bildschirm öffnet keine Türen.',
	'linkIs:opening': 'Dieser Bildschirm sucht die Türen.',
	'linkIs:syncing': 'Die Türen erzählen, was inzwischen war.',
	'linkIs:ready': 'Die Türen antworten.',
	'linkIs:lost-unplugged': 'Das Kabel zu den Türen steckt nicht.',
	'linkIs:lost-silent': 'Die Türen antworten nicht.',
	'linkIs:lost-busy': 'Ein anderes Programm belegt die Leitung zu den Türen.',
	'linkIs:lost-reset': 'Die Türen sind neu gestartet.',
	'linkIs:lost-store': 'Dieser Bildschirm kann nicht speichern, was die Türen melden.',
	'linkIs:incompatible': 'Die Türen und dieser Bildschirm verstehen einander nicht.',

	'linkNow:fine': 'Jede Tür lässt sich öffnen.',
	'linkNow:wait':
		'Noch geht keine Tür auf: Es dauert ein paar Sekunden. Du kannst solange lesen, was drin ist.',
	'linkNow:out': 'Jetzt geht keine Tür auf. Du kannst weiter lesen, was drin ist.',
	'linkNow:none':
		'Hier kannst du lesen, was drin ist. An diesem Bildschirm wird nichts gegeben oder genommen.',

	'linkDo:unsupported':
		'Öffne diese Seite in Chromium oder Chrome, an einer Adresse, die mit https beginnt. Auf einem Tablet wähle „Platine über WebUSB“.',
	'linkDo:unpaired':
		'Steck das Kabel der Platine ein, drück „Platine und Kabel“ und wähle sie in der Liste des Browsers.',
	'linkDo:closed':
		'Dieser Kiosk wurde ohne Platine eingerichtet. Gibt es eine, wähle sie unter „Platine und Kabel“.',
	'linkDo:opening':
		'Warte ein paar Sekunden. Bleibt es so, zieh das Kabel heraus und steck es wieder ein.',
	'linkDo:syncing':
		'Warte: Türen gehen auf, sobald alles gespeichert ist. Nach langer Zeit ohne Verbindung dauert es bis zu einer Minute.',
	'linkDo:ready': 'Es ist nichts zu tun.',
	'linkDo:lost-unplugged':
		'Steck das Kabel an beiden Enden fest ein. Die Verbindung kommt von selbst zurück. Wenn nicht: erst ein anderes Kabel, dann eine andere Buchse, dann wähle die Platine neu unter „Platine und Kabel“.',
	'linkDo:lost-silent':
		'Schau, ob die Lampe auf der Platine leuchtet. Schalte die Platine aus, warte zehn Sekunden und schalte sie ein. Bleibt sie stumm, nimm ein anderes Kabel.',
	'linkDo:lost-busy':
		'Schließ andere Fenster und Programme, die die Platine benutzen, oder starte dieses Gerät neu. Dann geht es von selbst weiter.',
	'linkDo:lost-reset':
		'In ein paar Sekunden ist sie wieder da. Passiert es immer wieder, ist das Netzteil der Platine zu schwach: Sag es dem Betreiber.',
	'linkDo:lost-store':
		'Sein Speicher ist voll oder kaputt. Nichts geht verloren: Die Platine behält es. Starte dieses Gerät neu; hilft das nicht, sag es dem Betreiber.',
	'linkDo:incompatible':
		'Die Firmware der Platine hat eine andere Version des Protokolls. Sag es dem Betreiber: Firmware oder App muss erneuert werden. Ein anderes Kabel hilft nicht.',

	elsewhereTake: 'Die Türen hier benutzen',
	elsewhereTaking: 'Das andere Fenster wird gefragt',
	elsewhereInUse:
		'Im anderen Fenster benutzt gerade jemand die Türen. Versuch es danach noch einmal.',
	elsewhereSilent:
		'Das andere Fenster antwortet nicht. Schließ es oder starte dieses Gerät neu: Dann geht dieses von selbst weiter.',

	choiceTitle: 'Was öffnet die Türen?',
	choiceWhy: 'Dieses Gerät merkt sich die Wahl. Mit dem Service-Code kann man sie später ändern.',
	'way:serial': 'Platine am USB-Kabel',
	'wayWhy:serial': 'Der Regelfall. Der Browser fragt einmal, welche Platine.',
	'way:usb': 'Platine über WebUSB',
	'wayWhy:usb': 'Für Tablets, und wenn die Liste der ersten leer bleibt.',
	'way:simulated': 'Simulierte Türen',
	'wayWhy:simulated': 'Zum Ausprobieren. Nichts Echtes geht auf.',
	'way:none': 'Keine Schlösser',
	'wayWhy:none': 'Der Bildschirm zeigt, was drin ist. Gegeben und genommen wird hier nichts.',
	wayNow: 'Jetzt in Gebrauch',
	wayAsking: 'Wähle die Platine in der Liste des Browsers',
	'asked:nothingChosen':
		'Es wurde keine Platine gewählt. War die Liste leer: Steck das Kabel ein, schalte die Platine ein und versuch es noch einmal. Bleibt sie leer, nimm den anderen der zwei Wege.',
	'asked:unsupported':
		'Das kann dieser Browser hier nicht. Nimm Chromium oder Chrome, an einer Adresse, die mit https beginnt.',
	'asked:refused':
		'Der Browser darf nicht fragen. Der Betreiber nennt diese Platine in den Richtlinien des Geräts: siehe „Kiosks and their boards“ in der Anleitung zum Betrieb.',

	service: 'Service',
	serviceFor: 'Für Freiwillige',
	pinTitle: 'Service für Freiwillige',
	pinWhy: 'Tipp den Service-Code dieses Geräts. Der Betreiber sagt ihn den Freiwilligen.',
	pinDigits: 'Ziffern',
	pinTyped: { one: '{n} Ziffer getippt', other: '{n} Ziffern getippt' },
	pinClear: 'Leeren',
	pinDelete: 'Letzte löschen',
	pinOpen: 'Weiter',
	pinWrong: {
		one: 'Das ist nicht der Code. Noch {n} Versuch.',
		other: 'Das ist nicht der Code. Noch {n} Versuche.'
	},
	pinWait: {
		one: 'Zu viele falsche Codes. Versuch es in {n} Minute wieder, oder frag den Betreiber nach dem Code.',
		other:
			'Zu viele falsche Codes. Versuch es in {n} Minuten wieder, oder frag den Betreiber nach dem Code.'
	},
	pinWithout: 'Ohne Code testen',
	pinWithoutWhy: 'Licht, Waagen und Scanner darf jeder ausprobieren. Keine Tür geht auf.',
	noPin:
		'Dieses Gerät hat keinen Service-Code: Hier geht keine Tür auf, und die Platine bleibt, wie sie ist. Der Betreiber legt einen fest:',
	noCode: 'Ohne Code geöffnet: Hier geht keine Tür auf, und die Platine bleibt, wie sie ist.',

	menuTitle: 'Service an diesem Gerät',
	visit: 'Besuch beginnen',
	visitWhy: 'Putzen, messen, zählen, wieder öffnen',
	testTitle: 'Die Technik testen',
	testDoors: 'Türen und Schlösser',
	testSensors: 'Waagen und Thermometer',
	testSignals: 'Licht, Ton, Scanner',
	testLink: 'Platine und Kabel',
	endService: 'Service beenden',
	back: 'Zurück',
	board: 'Platine',
	hardware: 'Art',
	firmware: 'Firmware',
	notKnown: 'Nicht bekannt',
	simulatedWhy: 'Die Türen sind simuliert: Getestet wird nur der Bildschirm.',

	lineTitle: 'Wie es dem Kabel geht',
	lineWhy:
		'Seit diese Seite offen ist. An einem guten Kabel bleibt es bei einem Start, und nichts kommt kaputt an.',
	lineCount: '{n}',
	'line:sessions': 'Starts der Verbindung',
	'line:resent': 'Fragen, noch einmal gestellt',
	'line:repeated': 'Meldungen, die noch einmal kamen',
	'line:broken': 'Nachrichten, die kaputt ankamen',
	'line:junk': 'Andere Bytes (eine startende Platine sendet welche)',

	doorsTitle: 'Eine Tür nach der anderen',
	doorsWhy: 'Drück eine Nummer. Die Tür geht auf: zieh sie auf, schau hinein und schließ sie.',
	doorsLocked:
		'Zu jeder Tür steht, was die Platine von ihr sagt. Mit dem Service-Code lassen sie sich öffnen.',
	doorsAsk: 'Neu abfragen',
	'door:locked': 'Zu',
	'door:unlocked': 'Entriegelt',
	'door:open': 'Offen',
	'door:fault': 'Schloss kaputt',
	'door:unknown': 'Nicht bekannt',
	doorN: 'Tür {n}',
	'try:opening': 'Tür {n} ist entriegelt. Zieh sie auf.',
	'try:open': 'Tür {n} ist offen, und ihr Schalter meldet es. Schließ sie jetzt.',
	'try:works': 'Tür {n} geht: Sie hat sich geöffnet und geschlossen.',
	'try:fault':
		'Tür {n} ging nicht auf. Hat es geklickt, klemmt sie: drück sie hinein und versuch es noch einmal. Hat es nicht geklickt, schau nach dem Stecker des Schlosses; steckt er, ist das Schloss kaputt.',
	'try:noLink':
		'Tür {n} wurde nicht geöffnet: Es gibt keine Verbindung zur Platine. Siehe „Platine und Kabel“.',
	'try:unclosed':
		'Tür {n} wurde nicht als geschlossen gemeldet. Ist sie zu, geht ihr Schalter nicht: schau nach Magnet und Stecker.',
	'try:unsaved':
		'Tür {n} wurde nicht probiert: Dieses Gerät konnte nicht speichern. Sein Speicher ist voll oder kaputt: Sag es dem Betreiber.',
	'try:notPulled':
		'Tür {n} war entriegelt und hat sich nicht geöffnet. Hast du gezogen, klemmt sie, oder ihr Schalter geht nicht: schau nach Magnet und Stecker.',
	'try:unclear':
		'Von Tür {n} ist nichts zu hören. Schließ sie und schau unter „Platine und Kabel“. Die anderen kannst du inzwischen probieren.',
	'try:busy':
		'Tür {n} ging nicht auf: Die Platine war mit anderen Türen beschäftigt. Versuch es noch einmal.',
	'try:inUse': 'Tür {n} ist noch in Gebrauch. Schließ sie zuerst.',

	sensorsTitle: 'Was Waagen und Thermometer sagen',
	sensorsWhy: 'Leg etwas in eine Tür, dessen Gewicht du kennst, und miss noch einmal.',
	measure: 'Messen',
	measureAgain: 'Noch einmal messen',
	measuring: 'Wird gemessen',
	scaleN: 'Waage von Tür {n}',
	probeN: 'Thermometer {n}',
	toZero: 'Auf null',
	toZeroN: 'Die Waage von Tür {n} auf null stellen',
	zeroed: 'Leer wiegt jetzt 0 g.',
	'fault:scale': 'Geht nicht. Schau nach dem Stecker unter dem Fach; dann sag es dem Betreiber.',
	'fault:probe': 'Geht nicht. Schau nach dem Stecker, und ob das Kabel gequetscht ist.',
	lacking: 'Diese Platine hat keine.',
	noAnswer: 'Keine Antwort: Es gibt keine Verbindung zur Platine. Siehe „Platine und Kabel“.',

	testDevices: 'Scanner, Thermometer',
	devicesTitle: 'Was ein eigenes Kabel hat',
	devicesWhy:
		'Ein Scanner, der wie eine Tastatur tippt, braucht hier nichts: einstecken und scannen. Andere werden einmal gewählt.',
	'device:scanner': 'Scanner an einem seriellen Anschluss',
	'device:sensor': 'Thermometer, das Zeilen schickt',
	'deviceWhy:scanner': 'Er liest Einrichtungslinks und Service-Codes.',
	'deviceWhy:sensor':
		'Es sagt zum Beispiel t=4.3C. Was es misst, wird wie bei einer Platine notiert.',
	'deviceIs:none': 'Keins gewählt.',
	'deviceIs:unsupported':
		'Dieser Browser kann das hier nicht. Nimm Chromium oder Chrome, unter einer Adresse, die mit https beginnt.',
	'deviceIs:opening': 'Der Anschluss wird geöffnet.',
	'deviceIs:open': 'Der Anschluss ist offen. Noch kam nichts.',
	'deviceIs:unplugged':
		'Das Kabel steckt nicht. Steck es an beiden Enden ein: dann geht es von selbst weiter.',
	'deviceIs:busy':
		'Etwas anderes hält den Anschluss. Schließ andere Fenster und Programme, oder starte dieses Gerät neu.',
	'deviceIs:silent':
		'Seit einer Minute kam nichts. Sieh nach, ob es Strom hat und Zeilen wie t=4.3C schickt.',
	deviceTold: 'Es sagt {value}.',
	deviceChoose: 'Anschluss wählen',
	deviceOther: 'Anderen Anschluss wählen',
	deviceRemove: 'Entfernen',
	'asked:taken':
		'An einem Anschluss derselben Art hängt schon etwas anderes dieses Kiosks, und ein Browser hält sie nicht auseinander. Nimm einen Adapter anderer Bauart.',
	'scanBy:keyboard': 'vom Scanner getippt',
	'scanBy:serial': 'vom seriellen Anschluss',
	'scanBy:board': 'von der Platine',

	signalsTitle: 'Sehen, hören, scannen',
	signalsWhy: 'Drück, und schau, ob es geschieht.',
	lightOn: 'Licht an',
	lightOff: 'Licht aus',
	beep: 'Zweimal piepsen',
	selfTest: 'Selbsttest der Platine',
	'ok:light': 'Die Platine hat das Licht geschaltet. Bleibt es dunkel, schau nach seinem Stecker.',
	'ok:beep':
		'Die Platine hat zweimal gepiepst. Hast du nichts gehört, schau nach dem Stecker des Lautsprechers.',
	'ok:selfTest': 'Die Platine findet an sich keinen Fehler.',
	'fault:light':
		'Die Platine kann das Licht nicht schalten: schau nach seinem Stecker und der Sicherung.',
	'fault:beep': 'Die Platine kann nicht piepsen: schau nach dem Stecker des Lautsprechers.',
	'fault:selfTest':
		'Die Platine hat an sich einen Fehler gefunden. Schalte sie aus und ein und teste noch einmal; dann sag es dem Betreiber.',
	scanHow: 'Halte einen Code vor den Scanner: Was er liest, steht dann hier.',
	scanLabel: 'Was der Scanner gelesen hat'
};

export default de;
