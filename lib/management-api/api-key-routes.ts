import {
  apiKeyView,
  getApiKey,
  listApiKeys,
  listApiKeysQuery,
  mintApiKey,
  mintApiKeyInput,
  mintedApiKeyView,
  revokeApiKey,
  rotateApiKey,
  rotateApiKeyInput,
  updateApiKey,
  updateApiKeyInput,
} from '../api-keys'
import { defineRoute, pageOf, pageQuery, pathIds } from '../http'

const userApiKeysCommon = { path: '/api/admin/v1/users/{userId}/api-keys', tag: 'API keys', params: pathIds('userId') }

/** /api/admin/v1/users/{userId}/api-keys */
export const userApiKeys = {
  GET: defineRoute({
    ...userApiKeysCommon,
    method: 'GET',
    summary: 'List a user’s API keys',
    scope: 'keys:read',
    query: pageQuery,
    answer: pageOf(apiKeyView),
    handler: async ({ ctx, params, query }) => await listApiKeys(ctx, { ...query, userId: params.userId }),
  }),
  POST: defineRoute({
    ...userApiKeysCommon,
    method: 'POST',
    summary: 'Mint an API key; its secret is shown this once',
    scope: 'keys:write',
    body: mintApiKeyInput,
    answer: mintedApiKeyView,
    status: 201,
    secretField: 'key',
    handler: async ({ ctx, params, body }) => await mintApiKey(ctx, params.userId, body),
  }),
}

/** /api/admin/v1/api-keys */
export const apiKeys = {
  GET: defineRoute({
    method: 'GET',
    path: '/api/admin/v1/api-keys',
    tag: 'API keys',
    summary: 'List API keys',
    scope: 'keys:read',
    query: listApiKeysQuery,
    answer: pageOf(apiKeyView),
    handler: async ({ ctx, query }) => await listApiKeys(ctx, query),
  }),
}

const apiKeyCommon = { path: '/api/admin/v1/api-keys/{keyId}', tag: 'API keys', params: pathIds('keyId') }

/** /api/admin/v1/api-keys/{keyId} */
export const apiKey = {
  GET: defineRoute({
    ...apiKeyCommon,
    method: 'GET',
    summary: 'Read an API key',
    scope: 'keys:read',
    answer: apiKeyView,
    handler: async ({ ctx, params }) => await getApiKey(ctx, params.keyId),
  }),
  PATCH: defineRoute({
    ...apiKeyCommon,
    method: 'PATCH',
    summary: 'Change or disable an API key',
    scope: 'keys:write',
    body: updateApiKeyInput,
    answer: apiKeyView,
    handler: async ({ ctx, params, body }) => await updateApiKey(ctx, params.keyId, body),
  }),
}

/** /api/admin/v1/api-keys/{keyId}/revoke */
export const apiKeyRevoke = {
  POST: defineRoute({
    method: 'POST',
    path: '/api/admin/v1/api-keys/{keyId}/revoke',
    tag: 'API keys',
    summary: 'End an API key for good',
    scope: 'keys:write',
    params: pathIds('keyId'),
    answer: apiKeyView,
    handler: async ({ ctx, params }) => await revokeApiKey(ctx, params.keyId),
  }),
}

/** /api/admin/v1/api-keys/{keyId}/rotate */
export const apiKeyRotate = {
  POST: defineRoute({
    method: 'POST',
    path: '/api/admin/v1/api-keys/{keyId}/rotate',
    tag: 'API keys',
    summary: 'Give an API key a new secret; the old one works for the overlap',
    scope: 'keys:write',
    params: pathIds('keyId'),
    body: rotateApiKeyInput,
    answer: mintedApiKeyView,
    secretField: 'key',
    handler: async ({ ctx, params, body }) => await rotateApiKey(ctx, params.keyId, body),
  }),
}
