import { ref } from 'vue'
import type { LibraryFilter } from './filter'

/** The filter outlives the page: going into a series and back changes nothing. */
export const libraryFilter = ref<LibraryFilter>({ query: '', missingOnly: false, sort: 'title' })
