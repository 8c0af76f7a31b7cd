import type { ICruiseOptions, IForbiddenRuleType } from 'dependency-cruiser'

const forbid = (name: string, from: string, to: string, comment: string): IForbiddenRuleType => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
})

/** Which folders may know which: the way of the data has one direction. */
export const forbidden: IForbiddenRuleType[] = [
  forbid(
    'domain-is-pure',
    '^domain/(?!.*[.]test[.]ts$)',
    '^(?!domain/|node_modules/zod/)',
    'A decision knows nothing but other decisions and zod.',
  ),
  forbid(
    'web-knows-only-http',
    '^web/',
    '^(domain|commands|sagas|projections|read-api|adapters|compose|embedded)/',
    'The pages speak HTTP.',
  ),
  forbid(
    'nobody-knows-web',
    '^(domain|commands|sagas|projections|read-api|adapters|embedded)/',
    '^web/',
    'Pages are mounted by the composition root.',
  ),
  forbid(
    'commands-do-not-read-views',
    '^commands/(?!.*[.]test[.]ts$)',
    '^(projections|read-api|sagas|compose)/',
    'A decision is made on streams.',
  ),
  forbid(
    'projections-only-follow',
    '^projections/(?!.*[.]test[.]ts$)',
    '^(commands|sagas|read-api|compose)/',
    'A view is made of events alone.',
  ),
  forbid('read-api-only-reads', '^read-api/(?!.*[.]test[.]ts$)', '^(sagas|compose)/', 'Queries change nothing.'),
  forbid(
    'sagas-act-by-commands',
    '^sagas/(?!.*[.]test[.]ts$)',
    '^(projections|read-api|compose)/',
    'A saga sees events and sends commands.',
  ),
  forbid(
    'adapters-know-the-kernel-at-most',
    '^adapters/(?!.*[.]test[.]ts$)',
    '^(commands|sagas|projections|read-api|compose|web)/',
    'An adapter serves; it does not decide.',
  ),
  forbid(
    'production-does-not-know-embedded',
    '^(domain|commands|sagas|projections|read-api|adapters)/(?!.*([.]test|test-support|harness)[.]ts$)',
    '^embedded/',
    'Embedded servers are reached through their protocols.',
  ),
  {
    name: 'no-circles',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  { name: 'nothing-unresolved', severity: 'error', from: { pathNot: '^web/' }, to: { couldNotResolve: true } },
]

/** How the sources are read. */
export const options: ICruiseOptions = {
  tsPreCompilationDeps: true,
  doNotFollow: { path: 'node_modules' },
  exclude: { path: '^(web/build|web/[.]svelte-kit)/' },
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['import', 'node', 'default'],
    extensions: ['.ts', '.js', '.json'],
  },
}
