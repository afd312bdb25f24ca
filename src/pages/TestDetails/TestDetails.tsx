import React from 'react'; export default function P() { return <p>soon</p>; }
