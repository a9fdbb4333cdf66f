export { createAnnouncement } from './create-announcement'
export { listAnnouncements } from './list-announcements'
export { listAnnouncementsFor } from './list-announcements-for'
export { markAnnouncementRead } from './mark-announcement-read'
export {
  type AnnouncementView,
  announcementView,
  createAnnouncementInput,
  updateAnnouncementInput,
} from './schemas'
export { updateAnnouncement } from './update-announcement'
