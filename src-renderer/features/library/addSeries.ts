import { shallowRef } from 'vue'

/** Whether the library page shows the dialog that adds a series. */
export const addingSeries = shallowRef(false)
