import { computed, shallowReactive, shallowRef, watch } from 'vue'
import { useAction } from '../../stores'
import { useServerOffers } from './offers'

/** What a server said last, by account; kept while the window lives, so that a page is there at once. */
export type KeptByAccount<T> = Map<string, T>

export function keptByAccount<T>(): KeptByAccount<T> {
  return shallowReactive(new Map<string, T>())
}

const round = shallowRef(0)

/** Reads every part of the page again. */
export function readAgain(): void {
  round.value += 1
}

/** When a server last said something that is shown, by account, in epoch milliseconds. */
export const lastRead = shallowReactive(new Map<string, number>())

/**
 * Something that the server is asked for when it is looked at: at once and whenever the connection
 * is back. What was read before is shown meanwhile.
 */
export function useRemote<T>(kept: KeptByAccount<T>, fetch: () => Promise<T>) {
  const { account, online } = useServerOffers()
  /** A part of the page belongs to one account; another one's is a new part. */
  const mine = account.value
  const load = useAction(async () => show(await fetch()))
  function show(value: T): void {
    // The user may have gone to another server while this one was asked.
    if (account.value !== mine) return
    kept.set(mine, value)
    lastRead.set(mine, Date.now())
  }
  watch([online, round], ([now]) => now && void load.run(), { immediate: true })
  return {
    value: computed(() => kept.get(mine) ?? null),
    online,
    busy: load.busy,
    error: load.error,
    load: () => load.run(),
    /** Takes over what an answer has brought by itself. */
    show,
  }
}

export type Remote<T> = ReturnType<typeof useRemote<T>>
