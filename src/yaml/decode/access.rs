//! Hands out what stands inside a value, piece by piece.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor, value::StrDeserializer,
};

use super::{Place, Refused};
use crate::yaml::Node;

pub(super) struct Items<'a> {
    pub(super) of: Place<'a>,
    pub(super) rest: std::slice::Iter<'a, Node>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Refused;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Refused> {
        self.rest
            .next()
            .map(|node| seed.deserialize(self.of.inner(node, self.of.called)))
            .transpose()
    }
}

pub(super) struct Entries<'a> {
    pub(super) of: Place<'a>,
    pub(super) all: Vec<(Option<&'a Node>, Option<&'a Node>)>,
    /// How many keys were handed out.
    pub(super) at: usize,
    /// For a struct, the names of its fields.
    pub(super) names: &'a [&'static str],
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Refused;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Refused> {
        let Some((key, _)) = self.all.get(self.at) else {
            return Ok(None);
        };
        let name = self.names.get(self.at);
        self.at += 1;
        match (name, key) {
            (Some(name), _) => {
                let name: StrDeserializer<'_, Refused> = (*name).into_deserializer();
                seed.deserialize(name).map(Some)
            }
            (None, Some(key)) => seed
                .deserialize(self.of.inner(key, self.of.called))
                .map(Some),
            (None, None) => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refused> {
        let place = self.at.saturating_sub(1);
        let (key, value) = self.all.get(place).copied().unwrap_or_default();
        let called = key.and_then(Node::text).unwrap_or(self.of.called);
        match value {
            Some(node) => seed.deserialize(self.of.inner(node, called)),
            None => seed.deserialize(self.of.stand_in()),
        }
    }
}

pub(super) struct Variant<'a> {
    pub(super) name: &'static str,
    pub(super) content: Place<'a>,
}

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = Refused;
    type Variant = Content<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Content<'a>), Refused> {
        let name: StrDeserializer<'_, Refused> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, Content(self.content)))
    }
}

/// What belongs to a variant: the same map that named it.
pub(super) struct Content<'a>(Place<'a>);

impl<'de> VariantAccess<'de> for Content<'_> {
    type Error = Refused;

    fn unit_variant(self) -> Result<(), Refused> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Refused> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refused> {
        self.0.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.0.deserialize_struct("", fields, visitor)
    }
}
