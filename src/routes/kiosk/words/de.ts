import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	title: 'Kiosk',
	loading: 'Einen Moment',
	elsewhere: 'Dieser Kiosk ist in einem anderen Fenster offen.',
	elsewhereWhy:
		'Nur ein Fenster darf die Türen öffnen. Schließ das andere, dann geht es hier weiter.',
	broken: 'Dieser Kiosk kann hier nichts aufbewahren.',
	brokenWhy:
		'Der Browser lässt ihn nichts speichern. So könnte nichts gesichert werden, und keine Tür geht auf. Schaff Platz auf dem Gerät. Er versucht es jede Minute wieder.',

	setUpTitle: 'Diesen Bildschirm zum Kiosk machen',
	setUpWhy:
		'Mach auf dem Server einen Code. Tippe ihn hier ein oder öffne den Link, der dazu kam. Ein Code gilt einmal.',
	setUpAgain:
		'Hat dieser Automat hier schon gearbeitet, dann hat sein Browser verloren, was er aufbewahrt hatte. Mach auf dem Server einen Code für denselben Automaten:',
	codeLabel: 'Anmeldecode',
	codeHint: '20 Buchstaben und Ziffern. Kleine Buchstaben und Striche sind in Ordnung.',
	enrol: 'Kiosk anmelden',
	enrolling: 'Der Server wird gefragt',
	scannedNoCode: 'Was gescannt wurde, ist kein Einrichtungscode. Der Betreiber hat einen neuen.',
	scannedElsewhere:
		'Dieser Link ist für {address}. Öffne diese Seite dort, oder lass dir vom Betreiber einen Code für diese geben.',
	codeMissing: 'Tippe zuerst den Code ein.',
	'enrol:invalid': 'Der Server kennt diesen Code nicht, oder seine Zeit ist um. Mach einen neuen.',
	'enrol:used': 'Ein anderer Automat hat diesen Code benutzt. Mach einen neuen.',
	'enrol:noNetwork':
		'Der Server hat nicht geantwortet. Der Code gilt noch: Versuch es mit Netz noch einmal.',
	'enrol:busy':
		'Der Server hat viel zu tun. Der Code gilt noch: Versuch es in einer Minute noch einmal.',
	'enrol:failed': 'Der Server hat etwas Unerwartetes geantwortet. Der Code gilt noch.',
	pendingTitle: 'Ein Schritt fehlt: Der Betreiber bestätigt diesen Kiosk',
	pendingWhy:
		'Wer den Server betreibt, tippt dort die sechs Ziffern dieses Bildschirms ein. Dann geht es hier von selbst weiter.',
	pendingDigits: 'Die Ziffern von Automat {id}',
	pendingHow: 'Lies sie dem Betreiber vor. Er tippt auf dem Server:',
	pendingWaits: 'Warten auf den Betreiber. Hier muss niemand etwas tun.',
	pendingNoAnswer: 'Der Server antwortet nicht. Dieser Bildschirm fragt von selbst wieder.',
	pendingRefused:
		'Der Server kennt diesen Kiosk gerade nicht. Dieser Bildschirm fragt jede Minute wieder.',
	rejectedBadge: 'Automat {id}',
	rejectedTitle: 'Der Betreiber hat diesen Kiosk nicht angenommen.',
	rejectedWhy:
		'Verloren ist nichts: Er hat noch niemandem gedient. Frag den Betreiber nach einem neuen Code.',
	rejectedHow: 'Der Betreiber macht einen neuen Code auf dem Server:',
	setUpAnew: 'Anderen Code eintippen',

	welcome: 'Essen für alle, umsonst. Nimm, was du brauchst, lass da, was du kannst.',
	insideLabel: 'Was hinter den Türen ist',
	doorEmpty: 'Leer',
	doorUnknown: 'Unklar',
	doorStuck: 'Klemmt',
	doorStuckWhy: 'Jemand weiß Bescheid',
	doorOver: 'Nicht mehr essen',
	doorOverWhy: '{name}, abgelaufen',
	doorChecking: 'Wird geprüft',
	doorCount: '{n} · {until}',
	doorMore: { one: 'und {n} weitere Sorte', other: 'und {n} weitere Sorten' },
	untilDay: 'bis {day}',
	bestBeforeDay: 'haltbar bis {day}',
	pastBestBefore: 'nicht mehr frisch',
	allDoorsWork: 'Alle Türen gehen',
	doorsStuck: { one: '{n} Tür klemmt', other: '{n} Türen klemmen' },
	linkBack: 'Die Türen antworten wieder.',
	linkBackWhy: 'Nichts wurde gezählt. Du kannst es noch einmal versuchen.',
	takeLook: 'Anschauen, was drin ist',
	simulated: 'Demo: Die Türen sind nachgestellt, sie gehen von selbst auf und zu.',
	take: 'Essen nehmen',
	takeWhy: 'Ohne Konto, umsonst',
	takeNone: 'Gerade ist nichts drin',
	give: 'Essen geben',
	giveWhy: 'Dauert eine halbe Minute',
	givePaused: 'Gerade nicht möglich',
	pausedTitle: 'Dieser Automat nimmt gerade kein Essen an.',
	pausedWhy: 'Was drin ist, kannst du weiter nehmen.',
	openAlways: 'Tag und Nacht offen',
	responsible: 'Verantwortlich für diesen Automaten:',
	openHours: 'Offen:',
	giveFull: 'Alle Türen sind voll',
	deedsLabel: 'Start',

	allSent: 'Alles ist gesendet',
	unsent: { one: '{n} Eintrag zu senden', other: '{n} Einträge zu senden' },
	unsentAge: {
		one: '{n} Eintrag zu senden, {age} alt',
		other: '{n} Einträge zu senden, {age} alt'
	},
	offlineSince: 'Kein Netz seit {moment}.',
	offlineNever: 'Kein Netz.',
	offlineWorks: 'Geben und Nehmen gehen wie immer.',
	offlineKept: {
		one: '{n} Eintrag liegt hier und wird später gesendet.',
		other: '{n} Einträge liegen hier und werden später gesendet.'
	},
	refused: 'Der Server nimmt diesen Automaten gerade nicht an.',
	refusedWhy: {
		one: 'Er fragt jede Minute wieder. {n} Eintrag liegt hier.',
		other: 'Er fragt jede Minute wieder. {n} Einträge liegen hier.'
	},
	needsService: {
		one: 'Dieser Automat braucht Wartung, {n} Eintrag ist nicht gesendet.',
		other: 'Dieser Automat braucht Wartung, {n} Einträge sind nicht gesendet.'
	},
	needsServiceWhy:
		'Der Server nimmt ihn seit einem Tag oder länger nicht an. Verloren ist nichts: Ein Betreiber kann eine Datei mitnehmen.',
	saveUnsent: 'Als Datei sichern',
	deadLetters: {
		one: 'Der Server konnte {n} Eintrag nicht lesen. Der Betreiber muss ihn ansehen.',
		other: 'Der Server konnte {n} Einträge nicht lesen. Der Betreiber muss sie ansehen.'
	},
	setAside: {
		one: '{n} Eintrag scheitert immer wieder. Er bleibt hier und wird jede Stunde versucht.',
		other: '{n} Einträge scheitern immer wieder. Sie bleiben hier und werden jede Stunde versucht.'
	},
	heldLook: 'Ansehen',
	heldNone: 'Jeder Eintrag zählt.',
	heldTitle: { one: '{n} Eintrag zählt noch nicht', other: '{n} Einträge zählen noch nicht' },
	heldLost: 'Nichts ist verloren. Geben und Nehmen gehen wie immer.',
	heldGiven: 'Essen gegeben',
	heldTaken: 'Essen genommen',
	heldOther: 'Ein anderer Eintrag',
	heldNext: 'Wird wieder gesendet: {moment}',
	heldDecide:
		'Was der Server zurückhält, wartet dort: Der Betreiber entscheidet in der App unter „Zu entscheiden“.',
	heldFile:
		'Was scheitert, wird von selbst wieder gesendet. Hört es nicht auf, nimmt der Betreiber die Datei mit und liest sie auf dem Server ein.',
	'held:fails': 'Der Server nimmt ihn zurzeit nicht.',
	'held:version': 'Der Server ist älter als diese App und kennt das nicht.',
	'held:conflict':
		'An seiner Stelle steht ein anderer Eintrag: Zwei Geräte teilen sich vielleicht einen Speicher.',
	'held:server': 'Der Server ist daran gescheitert.',
	'held:unreadable': 'Der Server konnte es nicht lesen.',
	'held:role': 'Wer es gemeldet hat, hatte dafür damals keine Rolle.',
	'held:device': 'Es kam von einem Gerät, das abgemeldet war.',
	notSavedStore:
		'Dieser Automat konnte nicht speichern. Sag Bescheid: Sein Speicher ist voll oder kaputt.',

	clockDoubt: 'Dieser Automat weiß nicht sicher, welcher Tag ist.',
	clockDoubtWhy:
		'Was verderben kann, bleibt zu, bis der Server das Datum sagt. Geben geht wie immer.',
	coldLocked: {
		one: 'Tür {doors} bleibt zu: Es war darin vielleicht zu warm.',
		other: 'Die Türen {doors} bleiben zu: Es war darin vielleicht zu warm.'
	},
	coldLockedWhy:
		'Jemand ist gerufen, prüft das Essen und öffnet wieder. Die anderen Türen gehen wie immer.',
	doorWarm: 'Bleibt zu',
	doorWarmWhy: 'Jemand weiß Bescheid',
	doorDiscard: '{name}, war zu warm',
	giveLocked: 'Alle Türen sind gerade zu',
	takeLocked: 'Erst muss jemand nachsehen',
	lockedNow:
		'Tür {n} ist gerade geschlossen worden: Es war darin vielleicht zu warm. Jemand weiß Bescheid.',
	'noRoomLocked:chilled':
		'Die kalten Türen bleiben zu, weil es darin vielleicht zu warm war. Bitte bring es zu einem anderen Kühlschrank: Die Karte auf deinem Handy zeigt, zu welchem.',
	'noRoomLocked:frozen':
		'Das Tiefkühlfach bleibt zu, weil es darin vielleicht zu warm war. Bitte bring es zu einem anderen: Die Karte auf deinem Handy zeigt, zu welchem.',
	withheldDoor: 'Wartet auf das Datum',
	takeWithheld: 'Bleibt zu, bis das Datum sicher ist',
	contentsUnknown: 'Dieser Automat weiß noch nicht, was drin ist.',
	contentsUnknownWhy:
		'Er hat neu angefangen. Gekühltes bleibt zu, bis das klar ist. Geben geht wie immer.',
	takeUnknown: 'Noch unbekannt, was drin ist',
	takeChilledHeld: 'Gekühltes wartet, bis klar ist, was drin ist',

	back: 'Zurück',
	stop: 'Abbrechen',
	next: 'Weiter',
	up: 'Hoch',
	down: 'Runter',
	toStart: 'Zurück zum Anfang',
	done: 'Fertig ({n})',
	changeLanguage: 'Sprache',
	largerText: 'Größere Schrift',
	contrast: 'Kontrast',
	highContrast: 'Hoher Kontrast',
	on: 'An',
	off: 'Aus',
	languageTitle: 'Wähl deine Sprache',
	easier: 'Leichter bedienen',
	languageDone: 'Fertig',

	stepsLabel: 'Essen geben, Schritt {n} von 5',
	stepWhat: 'Was',
	stepDate: 'Datum',
	stepAllergens: 'Allergene',
	stepPortions: 'Portionen',
	stepDoor: 'Tür',
	whatTitle: 'Was gibst du?',
	whatWhy: 'Eine Sorte auf einmal. Danach kannst du mehr geben.',
	kindTitle: 'Ist es etwas davon?',
	kindWhy:
		'Das kann dieser Automat nicht annehmen. Von außen sieht man es nicht, darum fragen wir.',
	'kind:raw-milk': 'Rohmilch oder Rohmilchkäse',
	'kind:minced-meat': 'Rohes Hackfleisch',
	'kind:raw-meat': 'Rohes Fleisch oder Geflügel',
	'kind:raw-fish': 'Roher Fisch oder Meeresfrüchte',
	'kind:raw-egg': 'Mit rohem Ei gemacht',
	'kind:cooked-rice': 'Gekochter Reis',
	'kind:home-canned': 'Selbst Eingemachtes',
	'kind:wild-mushrooms': 'Selbst gesammelte Pilze',
	'kind:thawed': 'War gefroren, ist aufgetaut',
	'kind:opened': 'Die Packung ist schon offen',
	'kind:buffet': 'Vom Buffet',
	'kind:alcohol': 'Mit Alkohol',
	'kind:noLabel': 'Ohne Etikett mit den Zutaten',
	'kindWhy:raw-milk':
		'In Rohmilch können Keime sein, die Kinder und alte Menschen schwer krank machen.',
	'kindWhy:minced-meat':
		'Hackfleisch verdirbt in Stunden und muss kälter liegen, als dieser Automat ist.',
	'kindWhy:raw-meat': 'Rohes Fleisch kann auf anderes tropfen und verdirbt, bevor man es sieht.',
	'kindWhy:raw-fish': 'Roher Fisch muss auf Eis liegen. So kalt ist hier kein Fach.',
	'kindWhy:raw-egg': 'Keime aus rohen Eiern vermehren sich schnell in Cremes und Mayonnaise.',
	'kindWhy:cooked-rice':
		'Ein Keim überlebt das Kochen von Reis. Sein Gift bleibt, auch wenn man ihn aufwärmt.',
	'kindWhy:home-canned':
		'Ein Fehler beim Einmachen ist lebensgefährlich; man sieht und schmeckt ihn nicht.',
	'kindWhy:wild-mushrooms': 'Niemand kann sie hier von giftigen unterscheiden.',
	'kindWhy:thawed': 'Aufgetautes hält nur einen Tag, und niemand weiß, wie warm es war.',
	'kindWhy:opened': 'Bei einer offenen Packung weiß niemand, wie lange sie hält und was hineinkam.',
	'kindWhy:buffet': 'Essen vom Buffet stand stundenlang warm, und viele Menschen waren daran.',
	'kindWhy:alcohol':
		'Auch Kinder benutzen diesen Automaten, und er kann nicht nach dem Alter fragen.',
	'kindWhy:noLabel':
		'Gekochtes braucht hier ein Etikett mit den Zutaten: Wer eine Allergie hat, muss es lesen können.',
	refusedBadge: 'Nicht in diesen Automaten',
	refusedKind: 'Das kann dieser Automat nicht annehmen: {name}.',
	refusedFood: 'Das nimmt dieser Automat nicht: {name}.',
	refusedFoodWhy: 'Das hat der Betreiber dieses Automaten so entschieden.',
	refusedRules: 'Regeln {version}. Danke trotzdem: Fast alles andere ist willkommen.',
	insteadTitle: 'Das geht:',
	'instead:ask':
		'Frag eine Suppenküche oder Tafel in der Nähe. Dort gibt es Kühlräume und Menschen, die nachsehen; oft nehmen sie es.',
	'instead:cook':
		'Gare es heute durch und bring es als gekochtes Essen. Oder frag eine Suppenküche mit Kühlraum.',
	'instead:label':
		'Schreib Zutaten und Kochzeit auf ein Etikett, kleb es auf die Dose und beginne von vorn.',
	'instead:home':
		'Verbrauche es zu Hause, oder gib es jemandem, den du kennst, und sag, was es ist.',
	'instead:bin': 'Es gehört jetzt in die Biotonne. Unberührtes aus der Küche ist willkommen.',

	dateTitle: 'Welches Datum steht drauf?',
	cookedTitle: 'Wann wurde es gekocht?',
	cookedWhy: {
		one: 'Gekochtes darf {n} Stunde bleiben, gekühlt.',
		other: 'Gekochtes darf {n} Stunden bleiben, gekühlt.'
	},
	kindLabel: 'Art des Datums',
	useBy: 'Zu verbrauchen bis',
	bestBefore: 'Mindestens haltbar bis',
	noDate: 'Kein Datum',
	daysLabel: 'Häufige Tage',
	otherDate: 'Ein anderes Datum',
	day: 'Tag',
	month: 'Monat',
	year: 'Jahr',
	dayEarlier: 'Tag früher',
	dayLater: 'Tag später',
	monthEarlier: 'Monat früher',
	monthLater: 'Monat später',
	yearEarlier: 'Jahr früher',
	yearLater: 'Jahr später',
	justNow: 'Gerade eben',
	hoursAgo: { one: 'Vor {n} Stunde', other: 'Vor {n} Stunden' },
	dateFine: '{what}. Der Kühlschrank kann es nehmen.',
	noDateFine: 'Kein Datum. Es wird bis {day} angeboten, dann sieht jemand nach.',
	dateOver: 'Das Datum ist vorbei. Der Kühlschrank nimmt nur, was noch haltbar ist.',
	dateTooOld: 'Das ist zu lange her. Der Kühlschrank kann es nicht mehr nehmen.',
	dateFuture: 'Diese Zeit ist noch nicht da.',
	dateTooFar: 'Das Datum liegt mehr als fünf Jahre voraus. Sieh bitte noch einmal nach.',
	allergensTitle: 'Ist etwas davon drin?',
	allergensWhy: 'Sieh auf die Packung: Es ist fett gedruckt.',
	noneOfThese: 'Nichts davon',
	dontKnow: 'Ich weiß es nicht',
	dontKnowWhy: 'Das ist in Ordnung. Wir sagen es an der Tür.',
	allergensMissing: 'Wähl, was drin ist, „Nichts davon“ oder „Ich weiß es nicht“.',
	portionsTitle: 'Für wie viele Menschen reicht es?',
	portionsLabel: 'Portionen',
	oneFewer: 'Eine weniger',
	oneMore: 'Eine mehr',
	quickLabel: 'Schnelle Auswahl',
	doorFits: 'Tür {n} passt.',
	doorFitsCold: 'Sie ist kalt und leer.',
	doorFitsDry: 'Sie ist trocken und leer.',
	openDoor: 'Tür {n} öffnen',
	noRoomTitle: 'Dafür ist keine Tür frei.',
	'noRoom:ambient': 'Alle Türen sind voll. Trotzdem danke: Vielleicht nimmt bald jemand etwas.',
	'noRoom:chilled': 'Das muss kalt bleiben, und hier ist keine kalte Tür frei.',
	'noRoom:frozen': 'Das muss gefroren bleiben, und hier ist kein Tiefkühlfach frei.',
	giveOther: 'Etwas anderes geben',

	opening: 'Tür {n} geht auf',
	pull: 'Zieh sie sanft.',
	putIn: 'Tür {n} ist offen. Leg dein Essen hinein und schließ sie.',
	takeOut: 'Tür {n} ist offen. Nimm, was du brauchst, und schließ sie.',
	leftOpen: 'Bitte schließ Tür {n}. Das Essen darin wird warm.',
	seenLabel: 'Was der Automat sieht',
	doorOpened: 'Tür {n} ging auf',
	waitingOpen: 'Wartet, dass die Tür aufgeht',
	waitingClose: 'Wartet, dass die Tür zugeht',
	seconds: '{n} s',
	doorPlace: 'Tür {n}: Reihe {row} von oben, Nummer {column} von links',
	doesNotFit: 'Wenn es nicht passt, drück „Andere Tür“ und schließ diese leer.',
	notExpected:
		'Nicht, was du wolltest? Leg es zurück, drück „Ich lege es zurück“ und schließ die Tür.',
	takeBack: 'Ich nehme es zurück',
	putBack: 'Ich lege es zurück',
	otherDoor: 'Andere Tür',
	nothingCounted: 'Nichts wird gezählt. Bitte schließ die Tür.',

	thanksGive: {
		one: 'Danke. {n}\u00a0Mensch kann das essen.',
		other: 'Danke. {n}\u00a0Menschen können das essen.'
	},
	thanksGiveWhere: '{name} liegt hinter Tür {n}.',
	thanksUnsure: 'Danke. Wir haben nicht gesehen, dass die Tür zuging.',
	thanksUnsureWhy: 'Jemand sieht nach, bevor es angeboten wird.',
	thanksTake: 'Guten Appetit.',
	thanksTakeWhat: { one: '{n} Portion {name}', other: '{n} Portionen {name}' },
	saved: 'In diesem Automaten gesichert.',
	savedSent: 'Gesichert, und der Server weiß es.',
	savedLater: 'Der Server erfährt es, sobald Netz da ist.',
	putBackTitle: 'Nichts wurde gezählt.',
	putBackWhy: 'Alles ist wie vorher.',
	giveAnother: 'Noch etwas geben',
	takeAnother: 'Etwas anderes nehmen',

	takeTitle: 'Was möchtest du?',
	takeCount: {
		one: '{n} Sorte, was bald abläuft zuerst.',
		other: '{n} Sorten, was bald abläuft zuerst.'
	},
	takeEmpty: 'Gerade ist nichts drin.',
	takeEmptyWhy: 'Komm später wieder oder sieh auf deinem Telefon nach.',
	listLabel: 'Essen im Automaten',
	doorN: 'Tür {n}',
	lotDoor: '{name}, Tür {n}',
	kept: 'Gekühlt',
	portionsFact: 'Portionen',
	portionsLeft: {
		one: '{n}. Nimm so viele, wie du brauchst',
		other: '{n}. Nimm so viele, wie du brauchst'
	},
	portionsThere: { one: '{n} ist drin', other: '{n} sind drin' },
	fairUse: {
		one: 'Eine Person kann {n} Portion auf einmal nehmen, damit es für alle reicht.',
		other: 'Eine Person kann {n} Portionen auf einmal nehmen, damit es für alle reicht.'
	},
	fairUseRest: {
		one: 'Du kannst diesmal noch {n} Portion nehmen, damit es für alle reicht.',
		other: 'Du kannst diesmal noch {n} Portionen nehmen, damit es für alle reicht.'
	},
	fairUseSpent:
		'Du hast so viel genommen, wie eine Person auf einmal nehmen kann. Bitte lass den Rest für andere.',
	howMany: 'Wie viele nimmst du?',
	overNow: 'Seine Zeit ist um. Es kann nicht mehr genommen werden.',

	stuckBadge: 'Tür {n} klemmt',
	stuckTitle: 'Tür {n} ging nicht auf. Du hast nichts falsch gemacht.',
	stuckWhy: 'Jemand weiß Bescheid. Nichts wurde gezählt.',
	linkTitle: 'Die Türen antworten nicht. Du hast nichts falsch gemacht.',
	linkWhy: 'Der Bildschirm hat die Verbindung zu den Türen verloren. Nichts wurde gezählt.',
	notPulledTitle: 'Tür {n} ist wieder verriegelt.',
	notPulledWhy:
		'Niemand hat sie rechtzeitig aufgezogen. Nichts wurde gezählt. Versuch es noch einmal und zieh gleich.',
	busyWhy:
		'Die Maschine konnte sie nicht rechtzeitig öffnen. Nichts wurde gezählt. Versuch es noch einmal.',
	inUseTitle: 'Tür {n} ist noch nicht frei.',
	inUseWhy:
		'Die Maschine weiß noch nicht, was dort zuvor geschah. Nichts wurde gezählt. Nimm eine andere Tür, oder komm in zehn Minuten wieder.',
	waitingLink: 'Wartet, bis die Türen antworten',
	unclearTitle: 'Die Türen antworten nicht.',
	unclearWhy:
		'Wenn Tür {n} offen ist, mach fertig und schließ sie: Es zählt, sobald die Türen wieder antworten. Ist sie zu, kannst du gehen.',
	tryDoor: 'Tür {n} noch einmal',
	notSavedTitle: 'Das wurde nicht gesichert.',
	notSavedWhy:
		'Der Speicher dieses Automaten ist voll oder kaputt, darum ging keine Tür auf. Sag bitte Bescheid.',
	notSavedUsed:
		'Die Tür war offen, aber der Automat konnte es nicht aufschreiben: Sein Speicher ist voll oder kaputt. Sag bitte Bescheid.',
	otherDeed: 'Etwas anderes nehmen',

	moreTimeTitle: 'Brauchst du mehr Zeit?',
	moreTimeWhy:
		'In {n} s räumen wir diesen Bildschirm, damit der nächste Mensch neu beginnt. Bis dahin bleibt deine Auswahl.',
	moreTime: 'Mehr Zeit'
};

export default de;
