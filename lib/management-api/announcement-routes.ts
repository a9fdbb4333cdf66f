import {
  announcementView,
  createAnnouncement,
  createAnnouncementInput,
  listAnnouncements,
  updateAnnouncement,
  updateAnnouncementInput,
} from '../announcements'
import { defineRoute, pageOf, pageQuery, pathIds } from '../http'

const common = { path: '/api/admin/v1/announcements', tag: 'Announcements' }

/** /api/admin/v1/announcements */
export const announcements = {
  GET: defineRoute({
    ...common,
    method: 'GET',
    summary: 'List announcements',
    scope: 'announcements:read',
    query: pageQuery,
    answer: pageOf(announcementView),
    handler: async ({ query }) => await listAnnouncements(query),
  }),
  POST: defineRoute({
    ...common,
    method: 'POST',
    summary: 'Write an announcement',
    scope: 'announcements:write',
    body: createAnnouncementInput,
    answer: announcementView,
    status: 201,
    handler: async ({ ctx, body }) => await createAnnouncement(ctx, body),
  }),
}

/** /api/admin/v1/announcements/{announcementId} */
export const announcement = {
  PATCH: defineRoute({
    path: '/api/admin/v1/announcements/{announcementId}',
    tag: 'Announcements',
    method: 'PATCH',
    summary: 'Change, publish or archive an announcement',
    scope: 'announcements:write',
    params: pathIds('announcementId'),
    body: updateAnnouncementInput,
    answer: announcementView,
    handler: async ({ ctx, params, body }) => await updateAnnouncement(ctx, params.announcementId, body),
  }),
}
