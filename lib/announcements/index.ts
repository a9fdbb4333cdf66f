export { createAnnouncement } from './create-announcement'
export { listAnnouncements } from './list-announcements'
export { type CustomerAnnouncement, listAnnouncementsFor } from './list-announcements-for'
export { markAnnouncementRead } from './mark-announcement-read'
export {
  type AnnouncementAudience,
  type AnnouncementView,
  announcementView,
  type CreateAnnouncementInput,
  createAnnouncementInput,
  type UpdateAnnouncementInput,
  updateAnnouncementInput,
} from './schemas'
export { updateAnnouncement } from './update-announcement'
