import type { TextName } from '../shapes/texts.ts';

/** The default texts in English. Each sentence about the software is true of it: change both together. */
export const en: Record<TextName, string> = {
	privacy: `# In short
You need no account to find food, and give no name. There are no cookies, no advertising and no counting of visitors. No page asks the server of another company.

# Who is responsible
{{name}}
{{address}}
{{email}}
{{phone}}
Data protection officer: {{officer}}

# When you look for food
Your place stays on your device: the list is sorted there. Where another program asks our server for the nearest machines, it uses the position for that one answer and neither stores nor logs it.

Your device keeps your language, the place you used last, and a copy of the list, so that it works without network. You can remove them in the settings of your browser.

If you tap Directions, the map that you choose learns where the machine is, and nothing about you from us.

# What our server writes down
Of each request: when it came, which kind of page it was for, what came of it, and how long that took. Not the address of your device, not your place, not what you searched for. Against attacks it counts requests by network address, in memory alone, for an hour at most.

The server is run by {{host}}.

# When you give or take food
A machine records what went in and out, when, and through which door. It does not record who. Notes, and codes by which a donor can be found again, are kept apart and deleted after 90 days; such codes after two years where the food law of the place asks for that.

# When food made you ill and you tell us
We use what you write to find the cause and to warn others: which machine, when, what you ate, and how to reach you if you say so. You decide whether to tell us (Art. 6(1)(a) and 9(2)(a) GDPR). Operators and coordinators of this network read it. Your words are deleted after 90 days. Until you have network they wait on your device.

# When you look after machines
We keep your e-mail address and your name, what you may do and where, your trainings, and your devices with their names and when they were first and last used, for as long as you take part. A sign-in ends 90 days after it was last used. What you do at a machine is recorded, so that food stays safe. Changes to the network are noted in a journal that nobody can alter; it knows you by a code, not by your name.

# Why we may do this
To run the network and keep its food safe is our legitimate interest (Art. 6(1)(f) GDPR), and food law obliges us to be able to trace food (Art. 6(1)(c)). What we keep of people who look after machines we need for working together (Art. 6(1)(b)).

# Your rights
You can ask what we keep about you, have it corrected or deleted, take it with you, object to its use, and take back what you have allowed. Write to {{email}}. You can also complain to {{authority}}.`,

	imprint: `# Responsible for this service
{{name}}
{{address}}
{{email}}
{{phone}}
Represented by: {{representative}}
Register and number: {{register}}

# Responsible for a machine
The page of each machine names who looks after it and how to reach them.

# The software
It is called Exes and is free software. Whoever made it does not run this network.`,

	accessibility: `# What we aim at
Everybody should be able to find, give and take food here. The pages are made to meet WCAG 2.2, level AA.

# What works
- Everything works with the keyboard and with a screen reader. The list says all that the map shows.
- Text has a contrast of at least 7 to 1, can be enlarged to 200 %, and fits a width of 320 pixels.
- Nothing blinks. Without movement where your device asks for that.
- English, German and Arabic.

# What does not work yet
- On the map alone, distances cannot be heard: use the list.
- Names and notes that people write appear only in the language they were written in.
- The texts are in plain words, but not in Easy Language, and there is no sign language video.

# How we know
The main pages are tested by program (axe) each time the software changes, and the most important ways by keyboard. No independent body has tested them.

# Tell us
Did something keep you out? Write to {{email}}. We answer within four weeks.
{{phone}}

# If that does not help
You can turn to {{enforcement}}`,

	terms: `# Who may take food
Everybody, free of charge. Nobody has to show need, and nobody is asked. Take what you will use and leave something for others. Nobody has a claim to find a certain food, or any.

# What you should know about the food
People and shops give it. Dates, ingredients and allergens are what the donor says. Where they are not known, the page says so: leave it if you have an allergy. Look at food, smell it, heat what should be heated. If in doubt, do not eat it.

# Who may give food
Give only what you would eat yourself, in date, clean and closed, and say honestly what is in it and when it was made. Each machine tells what it may not take. By giving, you say that the food may be given to others for free.

# How we treat each other
No selling, no advertising, no damage. Shut the doors. If something is wrong with a machine, tell whoever looks after it: its page says who.

# Who answers for what
We look after the machines with care: temperatures are watched and food past its date is not offered. We cannot check each piece of food. We answer without limit for intent and gross negligence, and for harm to life, body and health; what the law says about liability stays as it is.

# When these terms change
What stands here is valid now. There is no account that you would have to close.`,

	illness: `# What to do now
Trouble breathing, blood, fainting, strong pain, or nothing stays down: call {{emergency}} now. Also for small children, in pregnancy, and for old or very ill people: do not wait.

Else ask a doctor.
Doctor on call: {{doctorLine}}
Poison information, day and night: {{poisonLine}}

Drink in small sips. Put what is left of the food and its wrapping into a bag, close it, keep it cold and do not eat from it: it shows what the cause was.`
};
