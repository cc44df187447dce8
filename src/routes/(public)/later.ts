// What is not part of the first view, in one piece: the list below the answer, the map beside it,
// and the note that an answer is old.
export { default as MachineList } from './list/MachineList.svelte';
export { default as MapPane } from './MapPane.svelte';
export { default as OldNews } from './OldNews.svelte';
