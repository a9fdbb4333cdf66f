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

/** The complete catalogue: the types of every other language and of every `t('…')` follow from it. */
export const english = {
  ui,
  shell,
  landing,
  site,
  auth,
  mails,
  onboarding,
  overview,
  keys,
  usage,
  billing,
  playground,
  settings,
  admin,
  alerts,
  announcements,
  incidents,
  operator,
  route,
  errors,
  refusals,
  docs,
}
