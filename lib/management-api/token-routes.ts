import { defineRoute, pageOf, pageQuery, pathIds } from '../http'
import {
  createdManagementTokenView,
  createManagementToken,
  createManagementTokenInput,
  listManagementTokens,
  managementTokenView,
  revokeManagementToken,
} from '../management-tokens'

const managementTokensCommon = { path: '/api/admin/v1/tokens', tag: 'Management tokens' }

/** /api/admin/v1/tokens */
export const managementTokens = {
  GET: defineRoute({
    ...managementTokensCommon,
    method: 'GET',
    summary: 'List management tokens',
    scope: 'tokens:read',
    query: pageQuery,
    answer: pageOf(managementTokenView),
    handler: async ({ query }) => await listManagementTokens(query),
  }),
  POST: defineRoute({
    ...managementTokensCommon,
    method: 'POST',
    summary: 'Make a management token; it is shown this once',
    scope: 'tokens:write',
    body: createManagementTokenInput,
    answer: createdManagementTokenView,
    status: 201,
    secretField: 'token',
    handler: async ({ ctx, body }) => await createManagementToken(ctx, body),
  }),
}

/** /api/admin/v1/tokens/{tokenId} */
export const managementToken = {
  DELETE: defineRoute({
    method: 'DELETE',
    path: '/api/admin/v1/tokens/{tokenId}',
    tag: 'Management tokens',
    summary: 'Revoke a management token',
    scope: 'tokens:write',
    params: pathIds('tokenId'),
    answer: managementTokenView,
    handler: async ({ ctx, params }) => await revokeManagementToken(ctx, params.tokenId),
  }),
}
