//! Every screen as a person sees it.
