/** Words of what comes after a tap only: filter sheet, map, directions. */
export const en = {
	sheetTitle: 'Show fridges with food that is',
	sheetStorage: 'Stored',
	sheetDiet: 'Diet',
	sheetDietWhy: 'As the donors say.',
	sheetWithout: 'Leave out food with',
	sheetWithoutWhy: 'Food with unknown allergens is left out too.',
	clear: 'Clear',
	showMachines: { one: 'Show {n} fridge', other: 'Show {n} fridges' },
	portionsAt: { one: '{n} thing at {name}', other: '{n} things at {name}' },
	emptyAt: '0 things, empty: {name}',
	unknownAt: '?, not known what is inside: {name}',
	lockedAt: 'Locked: {name}',
	directionsWith: 'Directions with',
	thisDevice: 'The map app of this device',
	copyAddress: 'Copy the address',
	copied: 'Copied',
	mapLabel: 'Map of fridges',
	zoomIn: 'Zoom in',
	zoomOut: 'Zoom out',
	cluster: { one: '{n} fridge here, zoom in', other: '{n} fridges here, zoom in' }
} as const;
