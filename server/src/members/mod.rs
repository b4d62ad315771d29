//! Members: who belongs to a workspace, invitations to it, and the ways out.

mod invitations;
mod offers;
mod service;
pub mod sql;
