import type { Messages } from '../en'
import type { Shape } from '../shape'
import { activity } from './activity'
import { app } from './app'
import { connect } from './connect'
import { errors } from './errors'
import { home } from './home'
import { library } from './library'
import { outbox } from './outbox'
import { queue } from './queue'
import { server } from './server'
import { settings } from './settings'
import { todos } from './todos'
import { ui } from './ui'

export const de: Shape<Messages> = {
  activity,
  app,
  connect,
  errors,
  home,
  library,
  outbox,
  queue,
  server,
  settings,
  todos,
  ui,
}
