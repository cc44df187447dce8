import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	'title:starting': 'Einen Moment',
	'why:starting': 'Dieser Automat startet.',
	'title:here': 'Der Kiosk läuft',
	'why:here': 'Er steht in einem anderen Fenster dieses Browsers.',

	'title:noNetwork': 'Kein Netz',
	'why:noNetwork': 'Dieser Automat ist in keinem Netz und braucht eines, um zu starten.',
	'do:noNetwork':
		'Sieh nach dem Netzkabel und nach dem Gerät, das das Netz bringt: Steckt alles, leuchtet es?',
	'title:noAnswer': 'Der Server antwortet nicht',
	'why:noAnswer': 'Ein Netz ist da, aber es kommt keine Antwort.',
	'do:noAnswer':
		'Geht die Adresse auf einem Handy auf? Dann hält dieses Netz den Automaten zurück. Sonst sag es dem Betreiber.',
	'title:clock': 'Die Uhr geht falsch',
	'why:clock':
		'Dieses Gerät glaubt, es sei {moment}. Mit falschem Datum kann es keinem Server trauen.',
	'do:clock':
		'Stell Datum und Uhrzeit. Sind sie nach jedem Stromausfall falsch, ist die Batterie der Uhr leer.',
	'title:noKiosk': 'Der Kiosk kommt nicht',
	'why:noKiosk': 'Unter dieser Adresse antwortet etwas, aber kein Kiosk.',
	'do:noKiosk':
		'Sag dem Betreiber: Der Server wird gerade repariert, oder die Adresse dieses Automaten stimmt nicht.',
	'title:blocked': 'Zum Starten tippen',
	'why:blocked': 'Dieser Browser lässt den Automaten nicht von selbst starten.',
	'do:blocked':
		'Für den Betreiber: den Browser mit --disable-popup-blocking starten, dann muss niemand tippen.',
	'title:addressMissing': 'Keine Adresse',
	'why:addressMissing': 'Niemand hat diesem Automaten gesagt, wo sein Kiosk ist.',
	'title:addressInvalid': 'Die Adresse stimmt nicht',
	'why:addressInvalid': 'Die Adresse eines Kiosks beginnt mit https:// und endet mit /kiosk/.',
	'do:address':
		'Für den Betreiber: die Adresse hinter das # in den Befehl schreiben, der den Browser startet.',

	closed: 'Bis dahin kann hier nichts gegeben oder genommen werden.',
	since: {
		one: 'Seit {since}, {n} Versuch. Es geht von selbst weiter.',
		other: 'Seit {since}, {n} Versuche. Es geht von selbst weiter.'
	},
	try: 'Jetzt versuchen',
	show: 'Zum Kiosk'
};
export default de;
