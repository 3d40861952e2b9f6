//! Widgets. Each has its inputs as fields and knows nothing else.

pub(crate) mod bidi_separator;
pub mod breath_guide;
pub mod breath_shape;
pub mod buffer_ext;
pub mod footer;
pub mod rating_scale;
pub mod select_list;
pub mod text_input;
pub mod wrapped_text;
