import type { Translation } from '../index'
import admin from './admin.json'
import alerts from './alerts.json'
import announcements from './announcements.json'
import auth from './auth.json'
import billing from './billing.json'
import docs from './docs.json'
import errors from './errors.json'
import incidents from './incidents.json'
import keys from './keys.json'
import landing from './landing.json'
import mails from './mails.json'
import onboarding from './onboarding.json'
import operator from './operator.json'
import overview from './overview.json'
import playground from './playground.json'
import refusals from './refusals.json'
import route from './route.json'
import settings from './settings.json'
import shell from './shell.json'
import site from './site.json'
import ui from './ui.json'
import usage from './usage.json'

/** A language is a folder with the same files as English; missing keys are shown in English. */
export const chinese: Translation = {
  admin,
  billing,
  ui,
  shell,
  errors,
  refusals,
  landing,
  operator,
  mails,
  route,
  alerts,
  announcements,
  incidents,
  usage,
  site,
  settings,
  playground,
  overview,
  onboarding,
  keys,
  auth,
  docs,
}
