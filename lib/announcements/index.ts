export { createAnnouncement } from './create-announcement'
export { listAnnouncements } from './list-announcements'
export { listAnnouncementsFor } from './list-announcements-for'
export { markAnnouncementRead } from './mark-announcement-read'
export {
  announcementView,
  createAnnouncementInput,
  updateAnnouncementInput,
} from './schemas'
export { updateAnnouncement } from './update-announcement'
