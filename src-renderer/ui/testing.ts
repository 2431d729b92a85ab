import { createPinia } from 'pinia'
import { createApp, nextTick, type Component } from 'vue'
import { i18n } from '../i18n'

/** A component in a document of its own, as the application mounts it: stores, messages. */
export interface Mounted {
  readonly root: HTMLElement
  /** All text of it, white space folded. */
  text(): string
  /** Resolves once what was changed is shown. */
  settled(): Promise<void>
  unmount(): void
}

export function mount(component: Component, props: Record<string, unknown> = {}): Mounted {
  const root = document.createElement('div')
  document.body.append(root)
  const app = createApp(component, props)
  app.use(createPinia()).use(i18n).mount(root)
  return {
    root,
    text: () => (root.textContent ?? '').replace(/\s+/g, ' ').trim(),
    async settled() {
      // Promises of mocked calls, then what they make Vue render.
      await new Promise((resolve) => setTimeout(resolve))
      await nextTick()
    },
    unmount() {
      app.unmount()
      root.remove()
    },
  }
}
