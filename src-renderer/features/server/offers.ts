import { computed } from 'vue'
import { hasServerPage, type Capability } from '../../../src-shared/domain/capabilities'
import { useReachable } from '../../app/connectionState'
import { useCapabilities, useSession } from '../../stores'

/** The parts of the page, in their order. */
export const SECTIONS = [
  'health',
  'sockets',
  'config',
  'scheduler',
  'backups',
  'logging',
  'locks',
] as const
export type Section = (typeof SECTIONS)[number]

/** What a part shows; it is there when the server has any of it. */
const NEEDS: Readonly<Record<Section, readonly Capability[]>> = {
  health: ['server.health'],
  sockets: ['server.sockets'],
  config: ['server.config'],
  scheduler: ['server.scheduler'],
  backups: ['server.backups'],
  logging: ['server.logging', 'server.logFiles'],
  locks: ['server.locks'],
}

/** What the library server in use lets be seen and changed of itself. */
export function useServerOffers() {
  const session = useSession()
  const capabilities = useCapabilities()
  const known = computed(() => (session.library?.state ?? 'none') !== 'none')
  const offers = (what: Capability): boolean => known.value && capabilities.offers('library', what)
  return {
    offers,
    has: (section: Section): boolean => NEEDS[section].some(offers),
    hasPage: computed(() => known.value && hasServerPage(capabilities.of('library'))),
    /** Nothing here is queued, so all of it needs the connection. */
    online: useReachable('library'),
    /** Whose data it is: another account's is never shown. */
    account: computed(() => session.library?.account ?? ''),
  }
}
