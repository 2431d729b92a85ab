import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { SERVER_KINDS } from '../../src-shared/domain/server'
import { call } from '../bridge/bridge'
import { addingSeries } from '../features/library/addSeries'
import { openSignIn } from '../features/connect/signIn'
import { SECTIONS, useServerOffers } from '../features/server/offers'
import {
  useCapabilities,
  useConnections,
  useLibrary,
  useQueue,
  useScan,
  useSession,
  useSettings,
  useTodos,
} from '../stores'
import { useToasts } from '../ui/toasts'
import { useCommands, type AppCommand } from './commands'
import { useReachable } from './connectionState'
import { focusPageSearch } from './pageSearch'
import { PAGES } from './router'
import { startSignOut } from './signOut'

export interface ShellActions {
  readonly openPalette: () => void
  readonly openHelp: () => void
  readonly undo: () => unknown
}

/** Registers what can be done from everywhere. Pages register what only they can do. */
export function useAppCommands(shell: ShellActions): void {
  useCommands([
    ...goCommands(shell),
    ...sectionCommands(),
    ...serverCommands(),
    ...workCommands(),
    ...themeCommands(),
  ])
}

function goCommands(shell: ShellActions): AppCommand[] {
  const { t } = useI18n()
  const router = useRouter()
  const { hasPage: hasServer } = useServerOffers()
  return [
    ...PAGES.map((page, at) => ({
      id: `go.${page}`,
      group: 'go' as const,
      icon: page,
      title: () => t(`app.nav.${page}`),
      keys: `Ctrl+${at + 1}`,
      when: () => page !== 'server' || hasServer.value,
      run: () => router.push({ name: page }),
    })),
    {
      id: 'go.settings.key',
      group: 'app',
      icon: 'settings',
      title: () => t('app.nav.settings'),
      keys: 'Ctrl+,',
      run: () => router.push({ name: 'settings' }),
    },
    {
      id: 'app.palette',
      group: 'app',
      title: () => t('app.commands.palette'),
      keys: 'Ctrl+K',
      run: shell.openPalette,
    },
    {
      id: 'app.search',
      group: 'app',
      icon: 'search',
      title: () => t('app.commands.search'),
      keys: '/',
      run: () => focusPageSearch() || shell.openPalette(),
    },
    {
      id: 'todos.new',
      group: 'todos',
      icon: 'plus',
      title: () => t('app.commands.newTodo'),
      keys: 'Ctrl+N',
      run: () => router.push({ name: 'todos', query: { new: '' } }),
    },
    {
      id: 'app.undo',
      group: 'app',
      icon: 'undo',
      title: () => t('app.commands.undo'),
      keys: 'Ctrl+Z',
      when: () => useToasts().shown.value.some((toast) => toast.undo),
      run: shell.undo,
    },
    {
      id: 'app.help',
      group: 'app',
      icon: 'info',
      title: () => t('app.commands.help'),
      keys: '?',
      run: shell.openHelp,
    },
    {
      id: 'app.quit',
      group: 'app',
      title: () => t('app.commands.quit'),
      run: attempt(() => call('app.quit')),
    },
  ]
}

/** Straight to a part of the page about the server. */
function sectionCommands(): AppCommand[] {
  const { t } = useI18n()
  const router = useRouter()
  const { has } = useServerOffers()
  return SECTIONS.map((section) => ({
    id: `go.server.${section}`,
    group: 'go',
    icon: 'server',
    title: () => t(`server.sections.${section}`),
    when: () => has(section),
    run: () => router.push({ name: 'server', query: { section } }),
  }))
}

function serverCommands(): AppCommand[] {
  const { t } = useI18n()
  const router = useRouter()
  const session = useSession()
  const connections = useConnections()
  const name = (kind: 'library' | 'todos') => session.of(kind)?.profileName ?? ''
  const state = (kind: 'library' | 'todos') => session.of(kind)?.state ?? 'none'
  const perKind = SERVER_KINDS.flatMap((kind): AppCommand[] => [
    {
      id: `session.signIn.${kind}`,
      group: 'app',
      icon: 'key',
      title: () => t('app.servers.signIn', { name: name(kind) }),
      when: () => session.isOut(kind),
      run: () => openSignIn(kind),
    },
    {
      id: `session.signOut.${kind}`,
      group: 'app',
      icon: 'key',
      title: () => t(`app.servers.signOutOf.${kind}`, { name: name(kind) }),
      when: () => state(kind) === 'signedIn',
      run: () => startSignOut(kind),
    },
    {
      id: `connection.retry.${kind}`,
      group: 'app',
      icon: 'refresh',
      title: () => t('app.commands.tryNow', { name: name(kind) }),
      when: () => state(kind) === 'signedIn' && connections.of(kind)?.state !== 'ready',
      run: attempt(() => connections.retry(kind)),
    },
  ])
  return [
    ...perKind,
    {
      id: 'server.add',
      group: 'app',
      icon: 'server',
      title: () => t('app.servers.add'),
      run: () => router.push({ name: 'connect' }),
    },
  ]
}

function workCommands(): AppCommand[] {
  const { t } = useI18n()
  const router = useRouter()
  const [library, queue, todos, scan] = [useLibrary(), useQueue(), useTodos(), useScan()]
  const session = useSession()
  const capabilities = useCapabilities()
  const libraryThere = useReachable('library')
  const todosThere = useReachable('todos')
  const hasLibrary = () => (session.library?.state ?? 'none') !== 'none'
  const canPause = () => hasLibrary() && capabilities.offers('library', 'queue.pause')
  const run = (
    what: 'start' | 'stop' | 'pause' | 'resume',
    icon: 'play' | 'stop' | 'pause',
    when: () => boolean,
  ): AppCommand => ({
    id: `queue.${what}`,
    group: 'queue',
    icon,
    title: () => t(`app.commands.${what}`),
    when,
    run: attempt(() => queue.run(what)),
  })
  return [
    {
      id: 'library.add',
      group: 'library',
      icon: 'plus',
      title: () => t('library.add.do'),
      when: () => hasLibrary() && capabilities.offers('library', 'library.add'),
      run: async () => {
        await router.push({ name: 'library' })
        addingSeries.value = true
      },
    },
    run('start', 'play', () => hasLibrary() && queue.runState.running !== true),
    run('stop', 'stop', () => hasLibrary() && queue.runState.running !== false),
    run('pause', 'pause', () => canPause() && queue.runState.paused !== true),
    run('resume', 'play', () => canPause() && queue.runState.paused === true),
    {
      id: 'queue.retryFailed',
      group: 'queue',
      icon: 'refresh',
      title: () => t('app.commands.retryFailed'),
      when: () => queue.retryable.length > 0 && capabilities.offers('library', 'queue.retry'),
      run: attempt(() => queue.retry([...queue.retryable])),
    },
    {
      id: 'library.rescan',
      group: 'library',
      icon: 'refresh',
      title: () => t('app.commands.rescan'),
      when: () =>
        hasLibrary() &&
        capabilities.offers('library', 'library.rescan') &&
        scan.state.phase !== 'running',
      run: attempt(() => library.rescan()),
    },
    {
      id: 'library.refresh',
      group: 'library',
      icon: 'refresh',
      title: () => t('app.commands.refreshLibrary'),
      when: () => libraryThere.value,
      run: attempt(() => library.refresh()),
    },
    {
      id: 'queue.refresh',
      group: 'queue',
      icon: 'refresh',
      title: () => t('app.commands.refreshQueue'),
      when: () => libraryThere.value,
      run: attempt(() => queue.refresh()),
    },
    {
      id: 'todos.refresh',
      group: 'todos',
      icon: 'refresh',
      title: () => t('app.commands.refreshTodos'),
      when: () => todosThere.value,
      run: attempt(() => todos.refresh()),
    },
  ]
}

function themeCommands(): AppCommand[] {
  const { t } = useI18n()
  const settings = useSettings()
  const themes = [
    ['light', 'app.commands.themeLight'],
    ['dark', 'app.commands.themeDark'],
    ['system', 'app.commands.themeSystem'],
  ] as const
  return themes.map(([theme, words]) => ({
    id: `theme.${theme}`,
    group: 'app',
    title: () => t(words),
    when: () => settings.preferences.theme !== theme,
    run: attempt(() => settings.set({ theme })),
  }))
}

/** A command has no place of its own for its failure, so that becomes a message. */
function attempt(work: () => Promise<unknown>): () => Promise<void> {
  return async () => {
    try {
      await work()
    } catch (thrown) {
      useToasts().showError(thrown)
    }
  }
}
