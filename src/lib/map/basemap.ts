import type * as Leaflet from 'leaflet';

/** Above the file's deepest zoom its tiles are stretched: without this the map is empty there. */
const DEEPEST = 4;
/**
 * Beyond this the coast of a map of the whole world is wrong by more than a street, and would put
 * machines into the sea: then only the ground and the names of places are drawn.
 */
const COAST_UNTIL = 8;

export type Paint = { ground: string; ink: string; quiet: string };

const FILE = '/basemap.pmtiles';

/**
 * The world's outline and the names of its places, out of one file of our own server. Without
 * network, and never seen before, it comes when the network does; until then there is the ground.
 */
export async function addBasemap(
	L: typeof Leaflet,
	map: Leaflet.Map,
	paint: Paint,
	lang: string
): Promise<void> {
	await canBeRead();
	// The library finds Leaflet as a global only.
	Object.assign(globalThis, { L });
	const { leafletLayer, CenteredTextSymbolizer, LineSymbolizer, PolygonSymbolizer } =
		await import('protomaps-leaflet');
	const layer = leafletLayer({
		url: FILE,
		maxDataZoom: DEEPEST,
		paintRules: [
			{
				dataLayer: 'earth',
				symbolizer: new PolygonSymbolizer({ fill: paint.ground }),
				maxzoom: COAST_UNTIL
			},
			{
				dataLayer: 'boundaries',
				symbolizer: new LineSymbolizer({ color: paint.quiet, width: 1, opacity: 0.4 }),
				maxzoom: COAST_UNTIL
			}
		],
		labelRules: [
			{
				dataLayer: 'places',
				symbolizer: new CenteredTextSymbolizer({
					labelProps: [`name:${lang}`, 'name:en', 'name'],
					font: '600 13px system-ui, sans-serif',
					fill: paint.ink,
					stroke: paint.ground,
					width: 3
				})
			}
		]
	});
	// Its types are those of a plugin that Leaflet's own do not know.
	(layer as unknown as Leaflet.Layer).addTo(map);
	// The file has no sea: that is what shows where no land is painted.
	const showSea = () => map.getContainer().classList.toggle('sea', map.getZoom() <= COAST_UNTIL);
	map.on('zoomend', showSea);
	showSea();
}

/** Its tiles would fail one by one, each with an error, where the file is neither kept nor in reach. */
async function canBeRead(): Promise<void> {
	if (navigator.onLine || (await caches.match(FILE))) return;
	await new Promise((back) => {
		addEventListener('online', back, { once: true });
	});
}
