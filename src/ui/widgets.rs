//! Widgets. Each has its inputs as fields and knows nothing else.

pub(crate) mod bidi_separator;
pub(crate) mod breath_disc;
pub(crate) mod breath_guide;
pub(crate) mod breath_shape;
pub(crate) mod buffer_ext;
pub(crate) mod card;
pub(crate) mod chapter_line;
pub(crate) mod footer;
pub(crate) mod large_number;
pub(crate) mod progress_line;
pub(crate) mod rating_pair;
pub(crate) mod rating_scale;
pub(crate) mod scroll_thumb;
pub(crate) mod select_list;
pub(crate) mod text_input;
pub(crate) mod wrapped_text;
