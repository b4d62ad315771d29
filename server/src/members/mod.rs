//! Members: who belongs to a workspace, invitations to it, and the ways out.

mod invitations;
mod offers;
pub(crate) mod service;
pub mod sql;
