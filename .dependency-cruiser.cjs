// Who may import whom: app → components and flows → domains → infrastructure → tier 0, and never back.
const infrastructure = 'db|redis|http|auth|crypto|mail|metrics|i18n'
const flows = 'gateway|billing|jobs|management-api|operations|alerts|backup|doctor'
const notDomain = `${infrastructure}|${flows}`
const domain = `^lib/(?!(${notDomain})/)([^/]+)/`
/** Domains, and flows that pages call. */
const behindFace = `^lib/(?!(${infrastructure}|gateway|billing|jobs)/)([^/]+)/`
/** What a domain shows to others; types and schemas also by themselves, as pages in the browser can't load the rest. */
const face = '^lib/[^/]+/(index|types|schemas)\\.ts$'
const product = '^(app|components|lib|cli)/|^(server|proxy|instrumentation)\\.ts$'

const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to })
const paths = (path, pathNot) => ({ path, ...(pathNot && { pathNot }) })

module.exports = {
  forbidden: [
    // A type that points back is no dependency of the running program.
    forbid(
      'no-cycle',
      'Modules that need each other are one module.',
      {},
      {
        circular: true,
        viaOnly: { dependencyTypesNot: ['type-only'] },
      },
    ),
    forbid('resolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true, pathNot: '/dist/' }),
    forbid('tier-0-alone', 'Tier 0 (lib/*.ts) imports nothing of lib but itself.', paths('^lib/[^/]+$'), {
      ...paths('^(lib/[^/]+/|app/|components/|prisma/)'),
    }),
    forbid(
      'infrastructure-down',
      'Infrastructure knows neither domains nor flows nor pages.',
      paths(`^lib/(${infrastructure})/`),
      paths(`${domain}|^lib/(${flows})/|^(app|components)/`),
    ),
    forbid(
      'domains-down',
      'Domains know neither flows nor pages.',
      paths(domain),
      paths(`^lib/(${flows})/|^(app|components)/`),
    ),
    forbid('flows-down', 'Flows know no pages.', paths(`^lib/(${flows})/`), paths('^(app|components)/')),
    forbid(
      'domain-by-its-face',
      'A domain is imported through its index.ts (types.ts and schemas.ts may be imported by themselves).',
      { path: '^(lib/([^/]+)/|app/|components/|cli/|lib/[^/]+$|server\\.ts|prisma/)' },
      { path: behindFace, pathNot: [face, '^lib/$2/'] },
    ),
    forbid(
      'app-without-storage',
      'Pages and routes never touch databases, Redis or Stripe: they call verbs.',
      paths('^app/'),
      paths('^lib/(db|redis)/|(^|/)node_modules/(@prisma|prisma|pg|ioredis|stripe|pg-boss)/'),
    ),
    forbid(
      'components-plain',
      'Components know tier 0 and the languages, nothing else of lib.',
      paths('^components/'),
      paths('^lib/(?!i18n/)[^/]+/|^app/'),
    ),
    forbid(
      'cli-through-verbs',
      'Commands call verbs and the management API; pages are not for them.',
      paths('^cli/'),
      paths('^(app|components)/|^lib/(db|redis)/'),
    ),
    forbid(
      'nobody-needs-the-cli',
      'The command line is a door: nothing of the product goes through it.',
      paths('^(app|components|lib|prisma)/'),
      paths('^cli/'),
    ),
    forbid(
      'product-alone',
      'Product code never imports development tools or tests; only the launcher builds what it starts.',
      paths(product, '^cli/turnpike\\.mjs$'),
      paths('^(dev|tests|bench|scripts)/'),
    ),
    forbid('dev-without-tests', 'Development tools never import tests.', paths('^dev/'), paths('^tests/')),
    forbid('shipped-packages', 'Product code uses packages that are installed in production.', paths(product), {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
      dependencyTypesNot: ['type-only'],
    }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|dist|lib/db/generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mts', '.mjs', '.js', '.cjs', '.json', '.css', '.lua'],
    },
  },
}
