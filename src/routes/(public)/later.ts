// What is not part of the first view, in one piece: the list below the answer, the map beside it,
// and the words for an answer that is old or did not come.
export { default as Failed } from './Failed.svelte';
export { default as MachineList } from './list/MachineList.svelte';
export { default as MapPane } from './MapPane.svelte';
export { default as OldNews } from './OldNews.svelte';
