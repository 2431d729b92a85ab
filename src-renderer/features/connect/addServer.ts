import { computed, ref, shallowRef, watch } from 'vue'
import { fail } from '../../../src-shared/domain/errors'
import { SERVER_KINDS, type ServerKind } from '../../../src-shared/domain/server'
import type { ProbeAnswer } from '../../../src-shared/ipc/commands'
import { call } from '../../bridge/bridge'
import { useAction } from '../../stores'
import { askWhenUntrusted } from './certificate'

/**
 * Asks an address what it is, then keeps it. One kind of server is kept at once; two kinds, or
 * plain http to a public address, are the user's to decide.
 */
export function useAddServer(kind: () => ServerKind | undefined, added: () => void) {
  const address = ref('')
  const found = shallowRef<ProbeAnswer | null>(null)
  const wanted = ref<ServerKind[]>([])
  const insecureAgreed = ref<boolean | null>(false)

  const add = useAction(async () => {
    const kept = found.value?.url ?? address.value
    for (const one of wanted.value) {
      await call('server.add', {
        kind: one,
        url: kept,
        ...(insecureAgreed.value ? { allowInsecure: true } : {}),
      })
    }
    added()
  })
  const probe = useAction(async () => {
    if (address.value.trim() === '') throw fail('input.url', 'No address was given')
    const only = kind()
    const answer = await call('server.probe', {
      url: address.value,
      ...(only ? { kind: only } : {}),
    })
    found.value = answer
    wanted.value = only ? [only] : [...answer.kinds]
    if (wanted.value.length === 1 && answer.unsure.length === 0) await add.run()
  })
  const error = computed(() => probe.error.value ?? add.error.value)
  const busy = computed(() => probe.busy.value || add.busy.value)
  /** The address was refused as public plain http: the user may allow it. */
  const refused = computed(() => error.value?.code === 'net.insecure')
  /** Something answered that Engawa does not know: the user may know what it is. */
  const unknown = computed(() => error.value?.code === 'net.badAnswer')
  /** What may be kept: what answered, or (not asked, as that would be insecure) what the user says. */
  const offered = computed<readonly ServerKind[]>(() => {
    const only = kind()
    const told = unknown.value || (refused.value && insecureAgreed.value)
    if (!found.value && !told) return []
    if (only) return [only]
    return found.value ? [...found.value.kinds, ...found.value.unsure] : SERVER_KINDS
  })

  const submit = () => void (offered.value.length > 0 ? add.run() : probe.run())

  askWhenUntrusted(error, () => address.value, submit)
  watch([insecureAgreed, unknown], () => {
    const only = kind()
    wanted.value = only ? [only] : []
  })
  watch(address, () => {
    found.value = null
    insecureAgreed.value = false
    probe.clear()
    add.clear()
  })

  return {
    address,
    found,
    wanted,
    insecureAgreed,
    error,
    busy,
    refused,
    offered,
    choose(one: ServerKind, on: boolean | null): void {
      wanted.value = on ? [...wanted.value, one] : wanted.value.filter((other) => other !== one)
    },
    submit,
  }
}
