//! Serde access to the items, fields and variants of a node.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor, value::StrDeserializer,
};

use super::{DecodeFailure, ValueDeserializer};
use crate::content::yaml::Node;

pub(super) struct NodeSeqAccess<'a> {
    pub(super) parent: ValueDeserializer<'a>,
    pub(super) rest: std::slice::Iter<'a, Node>,
}

impl<'de> SeqAccess<'de> for NodeSeqAccess<'_> {
    type Error = DecodeFailure;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeFailure> {
        self.rest
            .next()
            .map(|node| seed.deserialize(self.parent.child(node, self.parent.name)))
            .transpose()
    }
}

pub(super) struct NodeMapAccess<'a> {
    pub(super) parent: ValueDeserializer<'a>,
    pub(super) entries: Vec<(Option<&'a Node>, Option<&'a Node>)>,
    /// The number of keys visited.
    pub(super) index: usize,
    /// The field names of a struct; empty for a map.
    pub(super) field_names: &'a [&'static str],
}

impl<'de> MapAccess<'de> for NodeMapAccess<'_> {
    type Error = DecodeFailure;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeFailure> {
        let Some((key, _)) = self.entries.get(self.index) else {
            return Ok(None);
        };
        let name = self.field_names.get(self.index);
        self.index += 1;
        match (name, key) {
            (Some(name), _) => {
                let name: StrDeserializer<'_, DecodeFailure> = (*name).into_deserializer();
                seed.deserialize(name).map(Some)
            }
            (None, Some(key)) => seed
                .deserialize(self.parent.child(key, self.parent.name))
                .map(Some),
            (None, None) => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DecodeFailure> {
        let index = self.index.saturating_sub(1);
        let (key, value) = self.entries.get(index).copied().unwrap_or_default();
        let name = key.and_then(Node::as_str).unwrap_or(self.parent.name);
        match value {
            Some(node) => seed.deserialize(self.parent.child(node, name)),
            None => seed.deserialize(self.parent.placeholder()),
        }
    }
}

pub(super) struct NodeEnumAccess<'a> {
    pub(super) name: &'static str,
    pub(super) content: ValueDeserializer<'a>,
}

impl<'de, 'a> EnumAccess<'de> for NodeEnumAccess<'a> {
    type Error = DecodeFailure;
    type Variant = NodeVariantAccess<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, NodeVariantAccess<'a>), DecodeFailure> {
        let name: StrDeserializer<'_, DecodeFailure> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, NodeVariantAccess(self.content)))
    }
}

/// The content of a variant, which is the same map that has its `kind`.
pub(super) struct NodeVariantAccess<'a>(ValueDeserializer<'a>);

impl<'de> VariantAccess<'de> for NodeVariantAccess<'_> {
    type Error = DecodeFailure;

    fn unit_variant(self) -> Result<(), DecodeFailure> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, DecodeFailure> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeFailure> {
        self.0.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeFailure> {
        self.0.deserialize_struct("", fields, visitor)
    }
}
