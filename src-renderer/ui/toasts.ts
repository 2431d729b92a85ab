import { shallowRef } from 'vue'
import { UNDO_WINDOW_MS } from '../../src-shared/domain/outbox'
import { toAppError, type AppError } from '../../src-shared/domain/errors'
import { i18n } from '../i18n'

export interface Toast {
  readonly id: number
  readonly text: string
  /** Answers (or resolves to) false when it was too late. */
  readonly undo: (() => unknown) | null
  readonly error: AppError | null
}

const shown = shallowRef<readonly Toast[]>([])
const PLAIN_MS = 5_000
let nextId = 1

function add(toast: Omit<Toast, 'id'>, ms: number | null): number {
  const id = nextId++
  shown.value = [...shown.value, { ...toast, id }].slice(-3)
  if (ms !== null) setTimeout(() => dismiss(id), ms)
  return id
}

function dismiss(id: number): void {
  shown.value = shown.value.filter((toast) => toast.id !== id)
}

/** Says what was done; with `undo` it offers to take it back for as long as that is possible. */
function show({ text, undo }: { text: string; undo?: () => unknown }): number {
  return add({ text, undo: undo ?? null, error: null }, undo ? UNDO_WINDOW_MS : PLAIN_MS)
}

/** Says what went wrong, from anything thrown. Stays until it is dismissed. */
function showError(thrown: unknown): number {
  return add({ text: '', undo: null, error: toAppError(thrown) }, null)
}

/** Takes back what a toast offers to; says so when it was too late. */
async function undo(toast: Toast): Promise<void> {
  dismiss(toast.id)
  try {
    if ((await toast.undo?.()) === false) show({ text: i18n.global.t('ui.tooLate') })
  } catch (thrown) {
    showError(thrown)
  }
}

/** Takes back the newest thing that still can be (Ctrl+Z). False when there is none. */
function undoLast(): boolean {
  const last = shown.value.findLast((toast) => toast.undo)
  if (last) void undo(last)
  return last !== undefined
}

/** Short messages at the lower right; read out politely, never taking the focus. */
export function useToasts() {
  return { shown, show, showError, dismiss, undo, undoLast }
}
