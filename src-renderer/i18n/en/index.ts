import { activity } from './activity'
import { app } from './app'
import { connect } from './connect'
import { errors } from './errors'
import { home } from './home'
import { library } from './library'
import { outbox } from './outbox'
import { queue } from './queue'
import { settings } from './settings'
import { todos } from './todos'
import { ui } from './ui'

export const en = {
  activity,
  app,
  connect,
  errors,
  home,
  library,
  outbox,
  queue,
  settings,
  todos,
  ui,
}

export type Messages = typeof en
