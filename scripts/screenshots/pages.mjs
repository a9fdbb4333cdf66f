import fs from 'node:fs'
import path from 'node:path'

const is = (name, address, act) => ({ name, path: address, ...(act && { act }) })

const visitors = [
  ...[is('landing', '/'), is('pricing', '/pricing'), is('models', '/models'), is('status', '/status')],
  ...[is('docs', '/docs'), is('docs-errors', '/docs/errors'), is('docs-limits', '/docs/limits')],
  ...[is('docs-billing', '/docs/billing'), is('docs-receipts', '/docs/receipts')],
  ...[is('docs-reliability', '/docs/reliability'), is('docs-management-api', '/docs/management-api')],
  is('docs-performance', '/docs/performance'),
  ...[is('terms', '/terms'), is('privacy', '/privacy'), is('sign-in', '/sign-in'), is('sign-up', '/sign-up')],
  ...[is('forgot-password', '/forgot-password'), is('reset-password', '/reset-password?email=ada@example.com')],
  ...[is('verify-email', '/verify-email?email=ada@example.com'), is('not-found', '/nothing-here')],
]

async function mint(page) {
  await page.getByLabel('Name', { exact: true }).fill('Nightly evaluation')
  await page.getByRole('button', { name: 'Make key' }).click()
  await page.getByTestId('secret').waitFor()
}

async function talk(page) {
  await page.getByLabel('Message').fill('Explain in a few sentences why a toll road has more than one lane.')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('button', { name: 'Send' }).waitFor()
  await page
    .getByText(/\$0\.0/)
    .first()
    .waitFor()
}

async function openMenu(page) {
  await page.waitForLoadState('networkidle')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').waitFor()
}

const ofCustomer = (requestId) => [
  ...[is('overview', '/overview?range=7d'), is('overview-24h', '/overview?range=24h'), is('keys', '/keys')],
  ...[is('keys-mint', '/keys?new=true'), is('keys-secret', '/keys?new=true', mint)],
  ...[is('usage', '/usage'), is('usage-request', `/usage?request=${requestId}`)],
  ...[is('usage-no-match', '/usage?model=none'), is('playground', '/playground', talk)],
  ...[is('billing', '/billing'), is('settings', '/settings'), is('command-menu', '/overview', openMenu)],
]

const ofNewcomer = [
  ...[is('new-overview', '/overview'), is('new-keys', '/keys'), is('new-usage', '/usage')],
  ...[is('new-playground', '/playground'), is('new-billing', '/billing')],
]

const ofStaff = ({ requestId, userId, planId, accountId }) => [
  ...[
    is('admin', '/admin'),
    is('admin-accounts', '/admin/upstream-accounts'),
    is('admin-pools', '/admin/account-pools'),
  ],
  ...[is('admin-requests', '/admin/requests'), is('admin-request', `/admin/requests/${requestId}`)],
  ...[is('admin-users', '/admin/users'), is('admin-user', `/admin/users/${userId}`)],
  ...[is('admin-plans', '/admin/plans'), is('admin-models', '/admin/models')],
  ...[is('admin-model', '/admin/models/gpt-5-mini'), is('admin-codes', '/admin/redeem-codes')],
  ...[is('admin-margin', '/admin/margin'), is('admin-ledger', '/admin/ledger'), is('admin-alerts', '/admin/alerts')],
  ...[is('admin-rules', '/admin/alerts?view=rules'), is('admin-announcements', '/admin/announcements')],
  ...[is('admin-route', '/admin/route-explain'), is('admin-audit', '/admin/audit-log')],
  ...[is('admin-settings', '/admin/settings'), is('admin-tokens', '/admin/management-tokens')],
  ...[is('admin-system', '/admin/system'), is('admin-plan', `/admin/plans/${planId}`)],
  is('admin-costs', `/admin/upstream-accounts/${accountId}/costs`),
]

/** Who looks at what. */
export function picturesOf(ready, { customer, newcomer, ...ids }) {
  return [
    { user: newcomer, pictures: ofNewcomer },
    { user: customer, pictures: ofCustomer(ids.requestId) },
    {
      user: { email: ready.adminEmail, password: ready.adminPassword, home: '/admin' },
      pictures: ofStaff(ids),
    },
    // Last, when the jobs have added up what the status page shows.
    { user: null, pictures: visitors },
  ]
}

/** Throws when a page of the app has no picture. */
export function assertEveryPage(app) {
  const files = fs.readdirSync(app, { recursive: true }).map((file) => String(file).split(path.sep))
  const routes = files
    .filter((parts) => parts.at(-1) === 'page.tsx')
    .map(
      (parts) =>
        `/${parts
          .slice(0, -1)
          .filter((part) => !part.startsWith('('))
          .join('/')}`,
    )
  const anyIds = { requestId: 'x', userId: 'x', planId: 'x', accountId: 'x' }
  const all = [...visitors, ...ofNewcomer, ...ofCustomer('x'), ...ofStaff(anyIds)]
  const taken = all.map((picture) => picture.path.split('?')[0])
  const isTaken = (route) => {
    const pattern = new RegExp(`^${route.replace(/\[\w+\]/g, '[^/]+')}$`)
    return taken.some((address) => pattern.test(address))
  }
  const missing = routes.filter((route) => !isTaken(route))
  if (missing.length > 0)
    throw new Error(`no picture is taken of ${missing.join(', ')}: add it to ${import.meta.filename}`)
}
