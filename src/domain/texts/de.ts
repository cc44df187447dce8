import type { TextName } from '../shapes/texts.ts';

/** The default texts in German. */
export const de: Record<TextName, string> = {
	privacy: `# Kurz gesagt
Um Essen zu finden, brauchst du kein Konto und nennst keinen Namen. Es gibt keine Cookies, keine Werbung und keine Besucherzählung. Keine Seite fragt den Server einer anderen Firma.

# Wer verantwortlich ist
{{name}}
{{address}}
{{email}}
{{phone}}
Datenschutzbeauftragt: {{officer}}

# Wenn du Essen suchst
Dein Ort bleibt auf deinem Gerät: Die Liste wird dort sortiert. Fragt ein anderes Programm unseren Server nach den nächsten Automaten, so dient die Position nur dieser einen Antwort; sie wird weder gespeichert noch protokolliert.

Dein Gerät behält deine Sprache, den zuletzt benutzten Ort und eine Kopie der Liste, damit sie ohne Netz geht. In den Einstellungen deines Browsers kannst du das entfernen.

Wenn du auf „Weg“ tippst, erfährt die Karte, die du wählst, wo der Automat steht, und von uns nichts über dich.

# Was unser Server aufschreibt
Von jeder Anfrage: wann sie kam, für welche Art von Seite, was daraus wurde und wie lange es dauerte. Nicht die Adresse deines Geräts, nicht deinen Ort, nicht deine Suche. Gegen Angriffe zählt er Anfragen nach Netzadresse, nur im Arbeitsspeicher und höchstens eine Stunde lang.

Den Server betreibt {{host}}.

# Wenn du Essen gibst oder nimmst
Ein Automat hält fest, was hinein- und herausging, wann und durch welche Tür. Er hält nicht fest, wer es war. Notizen und Codes, mit denen sich Spender wiederfinden lassen, stehen getrennt und werden nach 90 Tagen gelöscht; solche Codes nach zwei Jahren, wo das Lebensmittelrecht des Ortes es verlangt.

# Wenn dich Essen krank gemacht hat und du es uns sagst
Was du schreibst, dient dazu, die Ursache zu finden und andere zu warnen: welcher Automat, wann, was du gegessen hast und, wenn du es angibst, wie wir dich erreichen. Ob du es uns sagst, entscheidest du (Art. 6 Abs. 1 Buchst. a und Art. 9 Abs. 2 Buchst. a DSGVO). Betreiber und Koordinatoren dieses Netzes lesen es. Deine Worte werden nach 90 Tagen gelöscht. Bis du Netz hast, warten sie auf deinem Gerät.

# Wenn du dich um Automaten kümmerst
Wir speichern deine E-Mail-Adresse und deinen Namen, was du wo darfst, deine Schulungen und deine Geräte mit Namen, erster und letzter Benutzung, solange du dabei bist. Eine Anmeldung endet 90 Tage nach der letzten Benutzung. Was du an einem Automaten tust, wird festgehalten, damit das Essen sicher bleibt. Änderungen am Netz stehen in einem Journal, das niemand ändern kann; es kennt dich als Kennung, nicht mit Namen.

# Warum wir das dürfen
Das Netz zu betreiben und sein Essen sicher zu halten, ist unser berechtigtes Interesse (Art. 6 Abs. 1 Buchst. f DSGVO), und das Lebensmittelrecht verpflichtet uns zur Rückverfolgbarkeit (Buchst. c). Was wir von Menschen speichern, die sich um Automaten kümmern, brauchen wir für die Zusammenarbeit (Buchst. b).

# Deine Rechte
Du kannst fragen, was wir über dich speichern, es berichtigen oder löschen lassen, es mitnehmen, der Nutzung widersprechen und eine Einwilligung zurücknehmen. Schreib an {{email}}. Du kannst dich auch beschweren bei: {{authority}}.`,

	imprint: `# Verantwortlich für diesen Dienst
{{name}}
{{address}}
{{email}}
{{phone}}
Vertreten durch: {{representative}}
Register und Nummer: {{register}}

# Verantwortlich für einen Automaten
Die Seite jedes Automaten nennt, wer sich um ihn kümmert und wie man diese Person erreicht.

# Die Software
Sie heißt Exes und ist freie Software. Wer sie gemacht hat, betreibt dieses Netz nicht.`,

	accessibility: `# Was wir wollen
Alle sollen hier Essen finden, geben und nehmen können. Die Seiten sollen WCAG 2.2, Stufe AA, erfüllen.

# Was geht
- Alles geht mit Tastatur und Screenreader. Die Liste sagt alles, was die Karte zeigt.
- Text hat einen Kontrast von mindestens 7 zu 1, lässt sich auf 200 % vergrößern und passt in 320 Pixel Breite.
- Nichts blinkt. Ohne Bewegung, wenn dein Gerät das so will.
- Deutsch, Englisch und Arabisch.

# Was noch nicht geht
- Auf der Karte allein sind Entfernungen nicht zu hören: Nimm die Liste.
- Namen und Notizen, die Menschen schreiben, stehen nur in der Sprache da, in der sie geschrieben wurden.
- Die Texte sind in einfachen Worten, aber nicht in Leichter Sprache, und es gibt kein Video in Gebärdensprache.

# Woher wir das wissen
Die wichtigsten Seiten werden bei jeder Änderung der Software mit einem Programm (axe) geprüft, die wichtigsten Wege mit der Tastatur. Eine unabhängige Stelle hat sie nicht geprüft.

# Sag es uns
Hat dich etwas ausgeschlossen? Schreib an {{email}}. Wir antworten innerhalb von vier Wochen.
{{phone}}

# Wenn das nicht hilft
Wende dich an {{enforcement}}`,

	terms: `# Wer Essen nehmen darf
Alle, kostenlos. Niemand muss Not nachweisen, und niemand wird gefragt. Nimm, was du verbrauchst, und lass anderen etwas da. Einen Anspruch auf bestimmtes Essen, oder überhaupt auf welches, hat niemand.

# Was du über das Essen wissen solltest
Menschen und Läden geben es. Daten, Zutaten und Allergene sind das, was die Spender sagen. Wo sie nicht bekannt sind, steht es da: Lass es liegen, wenn du eine Allergie hast. Sieh Essen an, riech daran, erhitze, was erhitzt gehört. Im Zweifel iss es nicht.

# Wer Essen geben darf
Gib nur, was du selbst essen würdest, vor Ablauf, sauber und verschlossen, und sag ehrlich, was darin ist und wann es gemacht wurde. Jeder Automat sagt, was er nicht annehmen darf. Wer gibt, erklärt damit, dass das Essen kostenlos weitergegeben werden darf.

# Wie wir miteinander umgehen
Kein Verkauf, keine Werbung, kein Schaden. Mach die Türen zu. Stimmt etwas an einem Automaten nicht, sag es denen, die sich kümmern: Auf seiner Seite steht, wer das ist.

# Wer wofür einsteht
Wir kümmern uns sorgfältig um die Automaten: Temperaturen werden überwacht, Abgelaufenes wird nicht angeboten. Jedes einzelne Lebensmittel können wir nicht prüfen. Bei Vorsatz und grober Fahrlässigkeit und bei Schäden an Leben, Körper und Gesundheit haften wir unbeschränkt; was das Gesetz zur Haftung sagt, bleibt, wie es ist.

# Wenn sich das ändert
Es gilt, was jetzt hier steht. Ein Konto, das du kündigen müsstest, gibt es nicht.`,

	illness: `# Was du jetzt tun kannst
Atemnot, Blut, Ohnmacht, starke Schmerzen, oder nichts bleibt drin: Ruf sofort {{emergency}} an. Bei kleinen Kindern, in der Schwangerschaft und bei alten oder sehr kranken Menschen warte nicht.

Sonst frag eine Ärztin oder einen Arzt.
Ärztlicher Bereitschaftsdienst: {{doctorLine}}
Giftnotruf, Tag und Nacht: {{poisonLine}}

Trink in kleinen Schlucken. Pack den Rest des Essens mit der Verpackung in einen Beutel, mach ihn zu, stell ihn kalt und iss nicht mehr davon: Er zeigt, woran es lag.`
};
