import type { Translation } from '../index'
import alerts from './alerts.json'
import announcements from './announcements.json'
import billing from './billing.json'
import errors from './errors.json'
import incidents from './incidents.json'
import landing from './landing.json'
import mails from './mails.json'
import operator from './operator.json'
import route from './route.json'
import shell from './shell.json'
import ui from './ui.json'

/** A language is a folder with the same files as English; missing keys are shown in English. */
export const chinese: Translation = {
  billing,
  ui,
  shell,
  errors,
  landing,
  operator,
  mails,
  route,
  alerts,
  announcements,
  incidents,
}
