import type { FoodAct } from '#domain/act.ts';
import type { PlainDate } from '#domain/calendar.ts';
import { isRefused } from '#domain/offering.ts';
import type { Allergens } from '#domain/shapes/fact.ts';
import { instant } from '#platform/clock.ts';
import {
	ALLERGENS,
	type Allergen,
	type DateKind,
	type ProductKind,
	type Storage
} from '#domain/shapes/words.ts';
import { isLocale } from '#lib/messages/locales.ts';
import { pickup } from '#acts/collect.ts';
import { chooseSlot, donation, judgeDate, type DateVerdict, type Gift } from '#acts/donate.ts';
import type { ActOutcome, DoorStep, NotOpened } from '#acts/open-door.ts';
import type { LotInside, Slot } from '#acts/stock.ts';
import { foodName, type Food } from './foods.ts';
import type { Machine } from './machine.svelte.ts';

/** Screens that need nothing but the choice so far. */
type Plain =
	| 'start'
	| 'language'
	| 'held'
	| 'giveWhat'
	| 'giveKind'
	| 'giveDate'
	| 'giveAllergens'
	| 'givePortions'
	| 'takeList'
	| 'serviceCode';

/** What is on the screen; every state has a name. */
export type Screen =
	| { [At in Plain]: { readonly at: At } }[Plain]
	| { readonly at: 'noRoom'; readonly storage: Storage }
	| { readonly at: 'refused'; readonly what: Refusal }
	| { readonly at: 'takeItem'; readonly lotId: string }
	| { readonly at: 'door'; readonly act: FoodAct; readonly step: DoorStep }
	| {
			readonly at: 'ended';
			readonly act: FoodAct;
			readonly how: 'settled' | 'unresolved' | 'withdrawn';
	  }
	| { readonly at: 'stuck'; readonly act: FoodAct; readonly why: NotOpened }
	| { readonly at: 'notSaved'; readonly used: boolean }
	/** `withCode`: the service code was typed, so that doors may be opened and the board be changed. */
	| { readonly at: 'service'; readonly page: ServicePage; readonly withCode: boolean };

/** Where volunteers work at the machine, and try its hardware. */
export type ServicePage = 'menu' | 'visit' | 'doors' | 'sensors' | 'signals' | 'devices' | 'link';

/** What a policy refuses [F4]: a kind of product, food without its label, or all of a kind of food. */
export type Refusal = Question | 'food';
/** What a donor is asked, because nothing but their word tells it. */
export type Question = ProductKind | 'noLabel';

/** What was chosen so far; kept until it is given or the screen is cleared. */
export type Choice = {
	food: Food | null;
	/** The person has said that a label with the ingredients is on it. */
	labelled: boolean;
	dateKind: DateKind | 'noDate';
	date: PlainDate;
	/** How long ago it was cooked. */
	hoursAgo: number;
	allergens: Allergen[];
	/** `none`: free of the 14. `unknown`: the person does not know. Null: not answered yet. */
	allergenAnswer: 'some' | 'none' | 'unknown' | null;
	portions: number;
	/** Doors that the person did not want. */
	notDoors: number[];
};

/** Where a person is, from the start screen to the thanks. */
export class Journey {
	screen = $state.raw<Screen>({ at: 'start' });
	choice = $state<Choice>(nothingChosen('2026-01-01'));
	/** How many of the chosen lot. */
	taking = $state(1);
	/** What this person has taken since the start screen. */
	taken = $state(0);
	/** The person took it back: the door must only be closed. */
	withdrawn = $state(false);
	/** A volunteer has a door open: that takes as long as it takes. */
	isWorking = $state(false);
	readonly #machine: Machine;
	#use: { withdraw: () => void } | null = null;

	constructor(machine: Machine) {
		this.#machine = machine;
	}

	/** Whether somebody is in the middle of something that must not be cleared or reloaded [S14]. */
	get isAtDoor(): boolean {
		return this.screen.at === 'door';
	}

	/** What is being given, without its place. */
	readonly gift = $derived.by<Gift | null>(() => this.#giftNow());
	readonly verdict = $derived.by<DateVerdict | null>(() => {
		const { now, zone, policy } = this.#machine;
		return this.gift ? judgeDate(this.gift, now, zone, policy) : null;
	});
	/** How many portions this person may still take; null is no limit [M16]. */
	readonly allowance = $derived.by<number | null>(() => {
		const fairUse = this.#machine.config?.fairUsePortions ?? null;
		return fairUse === null ? null : Math.max(0, fairUse - this.taken);
	});
	readonly door = $derived.by<Slot | null>(() => {
		const { slots, inside } = this.#machine;
		const faults = this.#machine.doors.unusable;
		const storage = this.choice.food?.storage;
		if (!storage) return null;
		return chooseSlot(storage, { slots, inside, faults, not: this.choice.notDoors });
	});

	/** What the donor has to be asked, because the policy of this machine would refuse it [F4]. */
	readonly questions = $derived.by<readonly Question[]>(() => {
		const { food } = this.choice;
		if (!food) return [];
		const { policy } = this.#machine;
		const kinds = food.mayBe.filter((productKind) =>
			isRefused({ category: food.category, productKind }, policy)
		);
		const isCooked = food.dates.includes('preparedAt');
		return isCooked && policy.preparedNeedsLabel.value ? [...kinds, 'noLabel'] : kinds;
	});

	toStart(): void {
		// A door that is left open, or of which nothing is heard, goes on without the person.
		this.#use = null;
		this.taken = 0;
		this.isWorking = false;
		this.choice = nothingChosen(this.#today());
		this.screen = { at: 'start' };
	}

	show(screen: Screen): void {
		this.screen = screen;
	}

	giveAgain(): void {
		this.choice = nothingChosen(this.#today());
		this.screen = { at: 'giveWhat' };
	}

	chooseFood(food: Food): void {
		this.choice = { ...nothingChosen(this.#today()), food, dateKind: food.dates[0] ?? 'useBy' };
		const { slots, inside, policy } = this.#machine;
		const faults = this.#machine.doors.unusable;
		if (isRefused(food, policy)) this.screen = { at: 'refused', what: 'food' };
		else if (!chooseSlot(food.storage, { slots, inside, faults })) {
			this.screen = { at: 'noRoom', storage: food.storage };
		} else this.screen = { at: this.questions.length > 0 ? 'giveKind' : 'giveDate' };
	}

	/** It is none of what was asked, so that it has its label where that was asked too. */
	isNoneOfThese(): void {
		this.choice.labelled = this.questions.includes('noLabel');
		this.screen = { at: 'giveDate' };
	}

	toggleAllergen(allergen: Allergen): void {
		const has = this.choice.allergens.includes(allergen);
		this.choice.allergens = has
			? this.choice.allergens.filter((other) => other !== allergen)
			: [...this.choice.allergens, allergen];
		this.choice.allergenAnswer = this.choice.allergens.length > 0 ? 'some' : null;
	}

	answerAllergens(answer: 'none' | 'unknown'): void {
		this.choice.allergens = [];
		this.choice.allergenAnswer = answer;
	}

	chooseLot(lotId: string): void {
		this.taking = 1;
		this.screen = { at: 'takeItem', lotId };
	}

	/** Opens the door that fits; when none is left, says so. */
	give(): void {
		if (!this.gift || !this.choice.food) return;
		if (this.door) this.#open(donation(this.gift, this.door.slot, this.#machine.now));
		else this.screen = { at: 'noRoom', storage: this.choice.food.storage };
	}

	/** The same gift behind another door than this one, which did not open. */
	giveElsewhere(slot: number): void {
		this.choice.notDoors = [...this.choice.notDoors, slot];
		this.give();
	}

	/** Opens the door of the lot; where its time has run out meanwhile [F2], its page says so. */
	take(inside: LotInside): void {
		const act = pickup(inside, this.taking, this.#machine.now);
		if (act) this.#open(act);
		else this.chooseLot(inside.lot.lotId);
	}

	/** The same again, as a new act: the old one opened nothing. */
	tryAgain(act: FoodAct): void {
		const found = this.#machine.inside.find(({ lot }) => lot.lotId === this.#lotIdOf(act));
		if (act.kind === 'collect' && found) this.take(found);
		else if (act.kind === 'donate') {
			this.#open(donation(act.lot, act.slot, this.#machine.now));
		} else this.toStart();
	}

	/** The person takes it back or puts it back: nothing is counted. */
	withdraw(): void {
		this.withdrawn = true;
		this.#use?.withdraw();
	}

	/** This door does not do: close it empty, and another one opens. */
	otherDoor(slot: number): void {
		this.choice.notDoors = [...this.choice.notDoors, slot];
		this.withdraw();
	}

	#open(act: FoodAct): void {
		this.withdrawn = false;
		this.screen = { at: 'door', act, step: { kind: 'opening' } };
		const use = this.#machine.doors.use(act, (step) => {
			if (this.#use === use) this.screen = { at: 'door', act, step };
		});
		this.#use = use;
		void use.end.then((outcome) => {
			if (this.#use !== use) return;
			this.#use = null;
			this.#end(act, outcome);
		});
	}

	#end(act: FoodAct, outcome: ActOutcome): void {
		switch (outcome.kind) {
			case 'settled':
			case 'unresolved':
				if (act.kind === 'collect') this.taken += act.portions;
				this.screen = { at: 'ended', act, how: outcome.kind };
				return;
			case 'withdrawn':
				if (this.#wantsOtherDoor(act)) this.give();
				else this.screen = { at: 'ended', act, how: 'withdrawn' };
				return;
			case 'notOpened':
				this.screen = { at: 'stuck', act, why: outcome.why };
				return;
			case 'notSaved':
				console.error(outcome.cause);
				this.screen = { at: 'notSaved', used: outcome.used };
				return;
		}
	}

	/** Nothing more is opened for a person who left this door open, or of whom nothing is heard. */
	#wantsOtherDoor({ kind, slot }: FoodAct): boolean {
		const { link, open } = this.#machine.doors;
		const isClosed = link.kind === 'ready' && !open.includes(slot);
		return kind === 'donate' && this.choice.notDoors.includes(slot) && isClosed;
	}

	#giftNow(): Gift | null {
		const { food, labelled, dateKind, date, hoursAgo, portions } = this.choice;
		if (!food) return null;
		const language = this.#machine.config?.languages[0] ?? 'en';
		return {
			name: foodName(food.key, isLocale(language) ? language : 'en'),
			category: food.category,
			storage: food.storage,
			portions,
			allergens: this.#allergens(),
			...(labelled ? { labelled: true as const } : {}),
			...this.#dateOf(dateKind, date, hoursAgo)
		};
	}

	/** Food without a date counts from today: the rules give its kind some days [F3]. */
	#dateOf(dateKind: Choice['dateKind'], date: PlainDate, hoursAgo: number) {
		if (dateKind === 'noDate') return { dateKind: 'bestBefore' as const, date: this.#today() };
		if (dateKind !== 'preparedAt') return { dateKind, date };
		const minute = Math.floor(this.#machine.now / 60_000) * 60_000;
		return { dateKind, preparedAt: instant(minute - hoursAgo * 3_600_000) };
	}

	#allergens(): Allergens | null {
		const { allergens, allergenAnswer } = this.choice;
		switch (allergenAnswer) {
			case 'some':
				// What was not named is not known: nobody said that it is free of the rest.
				return { contains: [...allergens], mayContain: [], freeOf: [] };
			case 'none':
				return { contains: [], mayContain: [], freeOf: [...ALLERGENS] };
			case 'unknown':
			case null:
				return null;
		}
	}

	#lotIdOf(act: FoodAct): string {
		return act.kind === 'collect' ? act.lotId : act.lot.lotId;
	}

	#today(): PlainDate {
		const { zone, now } = this.#machine;
		return zone.localDate(now);
	}
}

function nothingChosen(today: PlainDate): Choice {
	return {
		food: null,
		labelled: false,
		dateKind: 'useBy',
		date: today,
		hoursAgo: 0,
		allergens: [],
		allergenAnswer: null,
		portions: 2,
		notDoors: []
	};
}
